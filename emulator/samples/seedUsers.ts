import { type OrgState } from '../core/OrgState';
import { insertRow } from '../store/insertRow';
import { type InputRow } from '../store/Row';

export const INTEGRATION_USERNAME = 'integration@acme.example';
export const UNAPPROVED_USERNAME = 'unapproved@acme.example';
const ADMIN_USERNAME = 'admin@acme.example';

/** The users that every org has, and the org's own row. */
export function seedUsers(org: OrgState): void {
	const options = { userId: '', system: true };
	const users: InputRow[] = [
		{ Username: ADMIN_USERNAME, FirstName: 'Ada', LastName: 'Admin', Alias: 'ada' },
		{ Username: INTEGRATION_USERNAME, LastName: 'Integration', Alias: 'integ' },
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
