import { readCredential } from '../../auth/readCredential';
import { SalesforceAuthError } from '../../auth';
import { requestToken } from '../../auth/tokenEndpoint';
import { toHttpError } from '../../http/toHttpError';

const login = readCredential({
	flow: 'clientCredentials',
	myDomainUrl: 'https://acme.my.salesforce.com',
	clientId: '3MVG9',
	clientSecret: 'secret',
});

/** What the system says where no answer comes. */
const SYSTEM_CODES = [
	'ENOTFOUND',
	'ECONNREFUSED',
	'EHOSTUNREACH',
	'CONNECT_TIMEOUT',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'PROXY_REFUSED',
	'ECONNRESET',
	'ETIMEDOUT',
	'Z_DATA_ERROR',
];

/** The texts of logins that got no answer, provoked one by one. */
export async function listNoAnswers(): Promise<Array<{ message: string; advice: string[] }>> {
	const grant = { form: new URLSearchParams(), secrets: [] };
	return Promise.all(
		SYSTEM_CODES.map(async (code) => {
			const send = (request: { method: string; url: string }) =>
				Promise.reject(toHttpError({ code }, request));
			const refusal: unknown = await requestToken(send, login, grant, Date.now).catch(
				(error: unknown) => error,
			);
			if (!(refusal instanceof SalesforceAuthError)) throw refusal;
			return { message: refusal.message, advice: [refusal.advice] };
		}),
	);
}
