import {
	assertUrlAllowed,
	getCredentialOwnRequestAllowedDomains,
	type ICredentialDataDecryptedObject,
} from 'n8n-workflow';
import type { Send } from '../../http';

/**
 * Limits the credential's own requests to its "Allowed HTTP Request Domains", as n8n does with requests through its
 * helpers. Only a list of domains limits them. n8n versions before that setting have none to check.
 *
 * @throws UserError (from the sender) for any other host
 */
export function keepToDomains(send: Send, data: ICredentialDataDecryptedObject): Send {
	if (typeof getCredentialOwnRequestAllowedDomains !== 'function') return send;
	return async (request) => {
		const allowedDomains = getCredentialOwnRequestAllowedDomains(data);
		if (allowedDomains) assertUrlAllowed({ url: request.url, allowedDomains });
		return await send(request);
	};
}
