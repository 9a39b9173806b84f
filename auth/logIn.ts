import { requestByClientCredentials } from './clientCredentials';
import { requestByJwtBearer } from './jwtBearer';
import { requestToken, type TokenDependencies } from './tokenEndpoint';
import type { SalesforceCredential, Session } from './types';

export interface LogInDependencies extends TokenDependencies {
	/** Told what an admin should know although the login went well. */
	warn?: (message: string) => void;
}

const MAX_DRIFT_MS = 60_000;

/** Texts under which Salesforce refuses an assertion whose time it doesn't accept. */
const TIME_REFUSALS = ['invalid assertion', 'expired authorization code', 'expired'];

function readDrift(date: string | undefined, now: number): number {
	const serverTime = Date.parse(date ?? '');
	return Number.isNaN(serverTime) ? 0 : serverTime - now;
}

/**
 * Opens a session for a credential: one request, and one more where this machine's clock is what
 * Salesforce refused.
 *
 * @param loginUrl as `resolveLoginUrl` gives it
 * @throws SalesforceAuthError with Salesforce's text and what to do
 */
export async function logIn(
	credential: SalesforceCredential,
	loginUrl: string,
	dependencies: LogInDependencies,
): Promise<Session> {
	const request = (at: number) =>
		credential.flow === 'jwtBearer'
			? requestByJwtBearer(credential, loginUrl, at)
			: requestByClientCredentials(credential, loginUrl);
	const now = dependencies.now();
	const answer = await requestToken(loginUrl, await request(now), dependencies);
	if ('session' in answer) return answer.session;
	const drift = readDrift(answer.date, dependencies.now());
	const isAboutTime = TIME_REFUSALS.some((text) =>
		answer.refusal.message.toLowerCase().includes(text),
	);
	if (credential.flow !== 'jwtBearer' || !isAboutTime || Math.abs(drift) <= MAX_DRIFT_MS) {
		throw answer.refusal;
	}
	const second = await requestToken(
		loginUrl,
		await request(dependencies.now() + drift),
		dependencies,
	);
	if ('refusal' in second) throw second.refusal;
	const seconds = Math.round(Math.abs(drift) / 1_000);
	dependencies.warn?.(
		`The clock of this machine is ${seconds} seconds ${drift > 0 ? 'behind' : 'ahead of'} Salesforce's. The login went well with Salesforce's time; set the clock right.`,
	);
	return second.session;
}
