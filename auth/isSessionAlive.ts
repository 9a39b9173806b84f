import type { Send } from '../http';
import { LONGEST_ANSWER } from './tokenEndpoint';
import type { Session } from './types';

/**
 * Whether Salesforce still accepts the session's token. It is tried with a resource that needs no permission, and
 * that refuses a dead token with 403 and plain text.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_userinfo_endpoint.htm
 */
export async function isSessionAlive(
	send: Send,
	{ accessToken, instanceUrl }: Session,
): Promise<boolean> {
	try {
		const { status, body } = await send({
			method: 'GET',
			url: `${instanceUrl}/services/oauth2/userinfo`,
			headers: { Authorization: `Bearer ${accessToken}` },
			maxAnswerBytes: LONGEST_ANSWER,
		});
		return status !== 401 && !(status === 403 && String(body).includes('Bad_OAuth_Token'));
	} catch {
		// No answer says nothing about the session, and a login would get none either.
		return true;
	}
}
