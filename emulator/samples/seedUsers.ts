import { type OrgState } from '../core/OrgState';
import { insertRow } from '../store/insertRow';
import { type InputRow, type WriteOptions } from '../store/Row';

export const INTEGRATION_USERNAME = 'integration@acme.example';
export const UNAPPROVED_USERNAME = 'unapproved@acme.example';
const ADMIN_USERNAME = 'admin@acme.example';

/** The profile that Salesforce has for integration users, of the license of the same kind. */
function seedProfile(org: OrgState, options: WriteOptions): string {
	const insert = (object: string, row: InputRow) => {
		const result = insertRow(org.store, object, row, options);
		if (!result.success) throw new Error(result.errors[0]?.message);
		return result.id;
	};
	const license = insert('UserLicense', { Name: 'Salesforce Integration' });
	return insert('Profile', {
		Name: 'Minimum Access - API Only Integrations',
		UserLicenseId: license,
	});
}

/** The users that every org has, and the org's own row. */
export function seedUsers(org: OrgState): void {
	const options = { userId: '', system: true };
	const ProfileId = seedProfile(org, options);
	const users: InputRow[] = [
		{ Username: ADMIN_USERNAME, FirstName: 'Ada', LastName: 'Admin', Alias: 'ada' },
		{ Username: INTEGRATION_USERNAME, LastName: 'Integration', Alias: 'integ', ProfileId },
		{ Username: UNAPPROVED_USERNAME, FirstName: 'Una', LastName: 'Unapproved', Alias: 'una' },
	];
	for (const user of users) {
		const result = insertRow(
			org.store,
			'User',
			{
				...user,
				Email: user.Username,
				CommunityNickname: user.Alias,
				IsActive: true,
				TimeZoneSidKey: 'America/Los_Angeles',
				LocaleSidKey: 'en_US',
				LanguageLocaleKey: 'en_US',
				EmailEncodingKey: 'UTF-8',
				UserType: 'Standard',
			},
			options,
		);
		if (!result.success) throw new Error(result.errors[0]?.message);
	}
	const admin = String(org.findUser(ADMIN_USERNAME)?.Id);
	const organization = {
		Id: org.id,
		Name: 'Acme Emulated',
		Country: 'US',
		LanguageLocaleKey: 'en_US',
		TimeZoneSidKey: 'America/Los_Angeles',
		OrganizationType: 'Developer Edition',
		InstanceName: 'EMU1',
		IsSandbox: false,
	};
	const result = insertRow(org.store, 'Organization', organization, { ...options, userId: admin });
	if (!result.success) throw new Error(result.errors[0]?.message);
}
