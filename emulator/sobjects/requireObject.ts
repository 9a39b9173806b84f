import { type OrgState } from '../core/OrgState';
import { notFound } from '../core/SalesforceError';
import { type SObjectType } from '../metadata/Metadata';

/**
 * The object that a path names.
 *
 * @throws SalesforceError 404 NOT_FOUND
 */
export function requireObject(org: OrgState, name: string | undefined): SObjectType {
	const type = name === undefined ? undefined : org.metadata.object(name);
	if (!type) throw notFound();
	return type;
}
