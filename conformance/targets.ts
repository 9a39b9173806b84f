import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import {
	createSalesforceAuth,
	createSend,
	resolveLoginUrl,
	type SalesforceCredential,
	type Session,
} from '../auth';
import { startOrg } from '../emulator';
import { type Send } from '../http';
import { type Variables } from './template';

/** What cases are run against. */
export interface Target {
	kind: 'emulator' | 'org';
	/** Origin of logins. */
	loginUrl: string;
	/** The flows there are credentials of; the first logs the run in. */
	credentials: readonly SalesforceCredential[];
	/** The run's session; a new one where the token given is the one held. */
	session(staleToken?: string): Promise<Session>;
	/** Sends as it is: no token, no repetition. */
	send: Send;
	/** Makes the next request fail. Only the emulator can. */
	addFault?(fault: Record<string, unknown>): void;
	/** Waits between two looks at a job. */
	pause(): Promise<void>;
	close(): Promise<void>;
}

const POLL_MS = 2000;

/** A real org, by a credential of the package. */
export function openOrg(credential: SalesforceCredential): Target {
	const auth = createSalesforceAuth(credential);
	return {
		kind: 'org',
		loginUrl: resolveLoginUrl(credential.myDomainUrl, credential.trustedHost),
		credentials: [credential],
		session: (staleToken) => auth(staleToken === undefined ? {} : { staleToken }),
		send: createSend(),
		pause: () => new Promise((resolve) => setTimeout(resolve, POLL_MS)),
		close: () => Promise.resolve(),
	};
}

/** The emulator, with both flows. */
export async function openEmulator(): Promise<Target> {
	const org = await startOrg({ sampleData: true });
	const shared = { myDomainUrl: org.url, clientId: org.clientId };
	const credentials: SalesforceCredential[] = [
		{ flow: 'clientCredentials', ...shared, clientSecret: org.clientSecret },
		{ flow: 'jwtBearer', ...shared, username: org.username, privateKey: org.privateKey },
	];
	const auth = createSalesforceAuth(credentials[0] as SalesforceCredential);
	return {
		kind: 'emulator',
		loginUrl: org.url,
		credentials,
		session: (staleToken) => auth(staleToken === undefined ? {} : { staleToken }),
		send: createSend(),
		addFault: (fault) => org.addFault(fault),
		pause: () => new Promise((resolve) => setImmediate(resolve)),
		close: () => org.close(),
	};
}

/** The variables that a login needs: key and secret in their forms, assertions good and bad. */
export function loginVariables({ credentials, loginUrl }: Target): Variables {
	const variables: Variables = { loginUrl };
	for (const credential of credentials) {
		const { clientId } = credential;
		variables.clientId = clientId;
		if (credential.flow === 'clientCredentials') {
			const { clientSecret } = credential;
			variables.clientSecret = clientSecret;
			variables.basic = toBasic(clientId, clientSecret);
			// A character that needs no encoding, encoded: only who decodes the header finds the app.
			variables.basicEncoded = toBasic(encodeFirst(clientId), encodeFirst(clientSecret));
			variables.basicWrongSecret = toBasic(clientId, 'wrong');
			continue;
		}
		const { username, privateKey, passphrase, audience = loginUrl } = credential;
		const key = createPrivateKey({ key: privateKey, ...(passphrase && { passphrase }) });
		const claims = { iss: clientId, sub: username, aud: audience };
		variables.username = username;
		variables.jwt = () => signJwt(claims, key);
		variables.jwtTwice = signJwt({ ...claims, jti: `conformance-${Date.now()}` }, key);
		variables.jwtMilliseconds = () => signJwt({ ...claims, exp: Date.now() + 120_000 }, key);
		variables.jwtExpired = () => signJwt({ ...claims, exp: Date.now() / 1000 - 3600 }, key);
		variables.jwtWrongAudience = () => signJwt({ ...claims, aud: 'https://example.com' }, key);
		variables.jwtUnknownApp = () => signJwt({ ...claims, iss: 'unknown' }, key);
		variables.jwtUnknownUser = () => signJwt({ ...claims, sub: 'nobody@example.invalid' }, key);
		variables.jwtOtherKey = () => signJwt(claims, foreignKey());
	}
	return variables;
}

const toBasic = (id: string, secret: string) =>
	`Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

const encodeFirst = (text: string) =>
	`%${text.charCodeAt(0).toString(16).toUpperCase()}${text.slice(1)}`;

let another: ReturnType<typeof createPrivateKey> | undefined;
/** A key that no app's certificate belongs to. */
function foreignKey(): ReturnType<typeof createPrivateKey> {
	return (another ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
}

function signJwt(
	claims: Record<string, unknown>,
	key: ReturnType<typeof createPrivateKey>,
): string {
	const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const exp = Math.floor(Date.now() / 1000) + 120;
	const content = `${encode({ alg: 'RS256' })}.${encode({ exp, ...claims })}`;
	return `${content}.${sign('RSA-SHA256', Buffer.from(content), key).toString('base64url')}`;
}
