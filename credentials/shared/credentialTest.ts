import { randomUUID } from 'node:crypto';
import type { ICredentialTestRequest, IHttpRequestOptions } from 'n8n-workflow';
import { readTarget } from './aimRequest';

/** Tells `authenticate` that this request is n8n's test of the credential; it never leaves the process. */
const MARK = 'x-salesforce-credential-test';
/** Each process has another mark, so that no workflow can know it. Someone who reads it from the editor's own data can still force only one login in eight seconds. */
const VALUE = randomUUID();
const METHOD = 'GET';
const URL = '/services/oauth2/userinfo';

/**
 * n8n's test of a credential. The request itself proves little, since n8n would show only the status of an answer.
 * `authenticate` recognizes the request. It logs in and calls the REST API for real before n8n may send it.
 */
export const credentialTest: ICredentialTestRequest = {
	request: { method: METHOD, url: URL, headers: { [MARK]: VALUE } },
};

/** Whether this request is n8n's test of the credential. */
export const isCredentialTest = (request: IHttpRequestOptions): boolean =>
	request.headers?.[MARK] === VALUE &&
	(request.method ?? METHOD) === METHOD &&
	readTarget(request) === URL;

/** Headers as they may be sent: without the mark, and without an Authorization of the caller's own. */
export function outgoingHeaders(headers: IHttpRequestOptions['headers']): Record<string, string> {
	const kept = Object.entries(headers ?? {}).filter(
		([name]) => ![MARK, 'authorization'].includes(name.toLowerCase()),
	);
	return Object.fromEntries(kept) as Record<string, string>;
}
