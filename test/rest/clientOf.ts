import { createSalesforceAuth, createSessionStore } from '../../auth';
import type { Org } from '../../emulator';
import { createSend, createTiming } from '../../http';
import { type Client, type ClientOptions, createClient } from '../../rest';

const send = createSend();
const sleep = () => Promise.resolve();

/** A client of an emulated org with a session of its own, for which no pause takes time. */
export const clientOf = (org: Org, options: Partial<ClientOptions> = {}): Client =>
	createClient({
		auth: createSalesforceAuth(
			{
				flow: 'clientCredentials',
				myDomainUrl: org.url,
				clientId: org.clientId,
				clientSecret: org.clientSecret,
			},
			{ send, store: createSessionStore(), sleep },
		),
		send,
		timing: { ...createTiming(), sleep },
		...options,
	});
