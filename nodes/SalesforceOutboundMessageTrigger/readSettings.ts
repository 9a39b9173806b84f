import type { IDataObject } from 'n8n-workflow';
import { checkIdentifier, InvalidInputError, isRecordId, toLongId } from '../../rest';
import { readAllowedAddresses } from './readAllowedAddresses';

export interface MessageSettings {
	hasCredential: boolean;
	/** 18 characters; undefined for any org, or the credential's. */
	organizationId: string | undefined;
	/** The workflow has to succeed first. */
	waitsForSuccess: boolean;
	/** Read instead of those that were sent; empty for those. */
	fields: string[];
	isAllowed: (address: string) => boolean;
	dropDuplicates: boolean;
	apiVersion: string;
	runAsUser: string;
}

/** What both an activation and a message know of the node's parameters. */
interface Parameters {
	getNodeParameter(name: string, fallback?: unknown): unknown;
	getNode(): { parameters: object };
}

const textOf = (value: unknown) => (typeof value === 'string' ? value.trim() : '');

function readOrganizationId(value: unknown): string | undefined {
	const id = textOf(value);
	if (id === '') return undefined;
	if (isRecordId(id) && id.startsWith('00D')) return toLongId(id.slice(0, 15));
	throw new InvalidInputError(
		"'Organization ID' is not the ID of an org",
		"It has 15 or 18 characters and begins with 00D. In Salesforce it is under Setup > Company Information. If it is empty, messages of any org are accepted, or only those of the credential's org if there is a credential.",
	);
}

/** @throws InvalidInputError for a parameter that can't work, with its label */
export function readSettings(context: Parameters): MessageSettings {
	const options = context.getNodeParameter('additionalOptions', {}) as IDataObject;
	// As the node has it: n8n loads the credential before it evaluates any expression.
	const { authentication = 'none' } = context.getNode().parameters as IDataObject;
	const fields = textOf(options.fields).split(',');
	return {
		hasCredential: authentication !== 'none',
		organizationId: readOrganizationId(context.getNodeParameter('organizationId', '')),
		waitsForSuccess: context.getNodeParameter('acknowledge', 'received') === 'success',
		fields: fields.filter((name) => name.trim() !== '').map(checkIdentifier),
		isAllowed: readAllowedAddresses(textOf(options.allowedIps)),
		dropDuplicates: options.dropDuplicates !== false,
		apiVersion: textOf(options.apiVersion),
		runAsUser: textOf(options.runAsUser),
	};
}
