import type { Send, Timing } from '../http';
import { createClientCredentialsGrant } from './clientCredentials';
import { createJwtBearerGrant } from './jwtBearer';
import type { Login } from './readCredential';
import type { SalesforceAuthErrorCode } from './SalesforceAuthError';
import { repeatLogin, requestToken } from './tokenEndpoint';
import type { Session } from './types';

export interface LoginDependencies extends Pick<Timing, 'sleep' | 'random'> {
	send: Send;
	/** Epoch milliseconds. */
	now: () => number;
	/** Milliseconds of a clock that never jumps. */
	monotonic: () => number;
	warn: (message: string) => void;
}

/** If the clock is wrong by less than this, it is not the reason why an assertion was refused. */
const MIN_DRIFT_MS = 60_000;
/** No answer gets an assertion signed that is good in some year to come. A clock set to the wrong zone is off by more: its advice is to set it right. */
const MAX_DRIFT_MS = 3_600_000;

/** What Salesforce says, among other things, about an assertion whose time has passed. */
const ABOUT_TIME: readonly SalesforceAuthErrorCode[] = ['INVALID_ASSERTION', 'EXPIRED_ASSERTION'];

const tellDrift = (drift: number) =>
	`The clock of this machine is ${Math.round(Math.abs(drift) / 1_000)} seconds ` +
	`${drift > 0 ? 'behind' : 'ahead of'} Salesforce's. The login succeeded by Salesforce's time; correct the clock.`;

/**
 * Opens a session with one token request. If Salesforce refuses the assertion because this machine's clock is
 * wrong, a second request follows.
 *
 * @throws SalesforceAuthError with Salesforce's text and what to do
 */
export async function logIn(login: Login, dependencies: LoginDependencies): Promise<Session> {
	const { send, now, monotonic, warn, sleep, random } = dependencies;
	const retrying = repeatLogin(send, { sleep, random, now: monotonic });
	if (login.flow === 'clientCredentials') {
		const answer = await requestToken(retrying, login, createClientCredentialsGrant(login), now);
		if ('refusal' in answer) throw answer.refusal;
		return answer.session;
	}
	const first = await requestToken(retrying, login, await createJwtBearerGrant(login, now()), now);
	if ('session' in first) return first.session;
	const drift = first.serverTime - now();
	// Compared in this form, so that an invalid date has no effect.
	const mayHelp = Math.abs(drift) > MIN_DRIFT_MS && Math.abs(drift) <= MAX_DRIFT_MS;
	if (!ABOUT_TIME.includes(first.refusal.code) || !mayHelp) throw first.refusal;
	const grant = await createJwtBearerGrant(login, now() + drift);
	const second = await requestToken(retrying, login, grant, now);
	if ('refusal' in second) throw second.refusal;
	warn(tellDrift(drift));
	return second.session;
}
