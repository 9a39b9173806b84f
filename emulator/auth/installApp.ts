import { type OrgState } from '../core/OrgState';
import { insertRow } from '../store/insertRow';
import { readAppFolder } from './readAppFolder';

const AS_SYSTEM = { userId: '', system: true };

function insert(org: OrgState, object: string, values: Record<string, unknown>): string {
	const result = insertRow(org.store, object, values, AS_SYSTEM);
	if (!result.success) throw new Error(result.errors[0]?.message);
	return result.id;
}

/**
 * Deploys an app's folder into the org, as its own deploy steps do: the app, and its user with the permission set.
 * If the org has no user of that name, the user is created.
 *
 * @throws Error saying what can't be deployed
 */
export function installApp(org: OrgState, folder: string): void {
	const { app, username, hasApi } = readAppFolder(folder);
	if (org.apps.some(({ clientId }) => clientId === app.clientId)) {
		throw new Error('The consumer key is already in use');
	}
	org.apps.push(app);
	if (username === '') return;
	if (!org.findUser(username)) {
		const license = insert(org, 'UserLicense', { Name: 'Salesforce Integration' });
		const profile = insert(org, 'Profile', {
			Name: 'Minimum Access - API Only Integrations',
			UserLicenseId: license,
		});
		insert(org, 'User', {
			Username: username,
			LastName: 'Integration',
			Alias: 'n8n',
			IsActive: true,
			ProfileId: profile,
		});
	}
	org.userAccess(username).apiDisabled = !hasApi;
}
