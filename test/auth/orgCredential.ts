import {
	type ClientCredentialsCredential,
	createSalesforceAuth,
	createSessionStore,
	type AuthDependencies,
	type JwtBearerCredential,
	type SalesforceCredential,
} from '../../auth';
import type { Org } from '../../emulator';

export const clientCredentialsOf = (org: Org): ClientCredentialsCredential => ({
	flow: 'clientCredentials',
	myDomainUrl: org.url,
	clientId: org.clientId,
	clientSecret: org.clientSecret,
});

export const jwtBearerOf = (org: Org): JwtBearerCredential => ({
	flow: 'jwtBearer',
	myDomainUrl: org.url,
	clientId: org.clientId,
	username: org.username,
	privateKey: org.privateKey,
});

export const FLOWS = [
	['clientCredentials', clientCredentialsOf],
	['jwtBearer', jwtBearerOf],
] as const;

/** Auth with a store of its own, whose clocks are both the org's, that never waits. */
export const createAuth = (
	org: Org,
	credential: SalesforceCredential = clientCredentialsOf(org),
	dependencies: AuthDependencies = {},
) =>
	createSalesforceAuth(credential, {
		store: createSessionStore(),
		now: () => org.now(),
		monotonic: () => org.now(),
		sleep: () => Promise.resolve(),
		...dependencies,
	});

/** What a rejected promise was rejected with. */
export async function refusalOf(promise: Promise<unknown>): Promise<unknown> {
	return promise.then(
		() => {
			throw new Error('expected a refusal');
		},
		(error: unknown) => error,
	);
}
