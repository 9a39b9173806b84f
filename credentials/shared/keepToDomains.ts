import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import * as workflow from 'n8n-workflow';
import type { Send } from '../../http';

/**
 * Holds the credential's own requests to its "Allowed HTTP Request Domains", as n8n does with those that go
 * through its helpers: only a list of domains binds them. n8n versions before that setting have none to check.
 *
 * @throws UserError (from the sender) for any other host
 */
export function keepToDomains(send: Send, data: ICredentialDataDecryptedObject): Send {
	if (typeof workflow.getCredentialOwnRequestAllowedDomains !== 'function') return send;
	return async (request) => {
		const allowedDomains = workflow.getCredentialOwnRequestAllowedDomains(data);
		if (allowedDomains) workflow.assertUrlAllowed({ url: request.url, allowedDomains });
		return await send(request);
	};
}
