import { adviseRefusal, REFUSALS } from '../../auth/advice';
import { readCredential } from '../../auth/readCredential';

/** What users know of a refusal, and what each flow's user has to do. */
export interface LoginRefusal {
	/** The texts that n8n shows for it. */
	shown: string[];
	code: string;
	/** By flow; one entry where it is the same for both. */
	advice: Array<{ flow?: string; text: string }>;
}

const HOST = 'https://acme.my.salesforce.com';

const logins = {
	'Client Credentials': readCredential({
		flow: 'clientCredentials',
		myDomainUrl: HOST,
		clientId: '3MVG9',
		clientSecret: 'secret',
	}),
	'JWT Bearer': readCredential({
		flow: 'jwtBearer',
		myDomainUrl: HOST,
		clientId: '3MVG9',
		username: 'integration@acme.com',
		privateKey: 'key',
	}),
};

/** Salesforce's whole text, where a row of the table knows the refusal by a part of it or by its code alone. */
const WHOLE_TEXTS: Record<string, [error: string, description: string]> = {
	'user is not admin approved': [
		'invalid_app_access',
		'user is not admin approved to access this app',
	],
	'app must be installed into org': ['invalid_client', 'app must be installed into org'],
	app_not_found: ['app_not_found', 'External client app is not installed in this org'],
	audience: ['invalid_grant', 'audience is invalid'],
	'ip restricted': ['invalid_grant', 'ip restricted or invalid login hours'],
	certificate: ['invalid_grant', 'expired certificate'],
	'reset password': ['invalid_grant', 'user must reset password'],
	invalid_client_id: ['invalid_client_id', 'client identifier invalid'],
	invalid_client: ['invalid_client', 'invalid client credentials'],
	unsupported_grant_type: ['unsupported_grant_type', 'grant type not supported'],
	inactive_user: ['inactive_user', 'user is inactive'],
	inactive_org: ['inactive_org', 'organization is not active'],
};

function adviceOf(error: string, description: string): LoginRefusal['advice'] {
	const told = Object.entries(logins).map(([flow, login]) => ({
		flow,
		text: adviseRefusal(error, description, login).advice,
	}));
	const [first, second] = told;
	return first?.text === second?.text ? [{ text: first!.text }] : told;
}

/** The refusals of the token endpoint, those that mean the same as one. */
export function listLoginRefusals(): LoginRefusal[] {
	const found = new Map<string, LoginRefusal>();
	for (const { error, text } of REFUSALS) {
		const known = WHOLE_TEXTS[text ?? error ?? ''];
		const [oauthError, description] = known ?? [error ?? 'invalid_grant', text ?? ''];
		const { code, message } = adviseRefusal(oauthError, description, logins['JWT Bearer']);
		const advice = adviceOf(oauthError, description);
		const key = JSON.stringify([code, advice]);
		const same = found.get(key);
		if (same) same.shown.push(message);
		else found.set(key, { shown: [message], code, advice });
	}
	return [...found.values()];
}
