import { setTimeout as sleepByTimer } from 'node:timers/promises';
import { createSend, HttpError, type Send } from '../http';
import { hook, type Sessions } from './hook';
import { isSessionAlive } from './isSessionAlive';
import { openKeptSession } from './keptSession';
import { logIn } from './logIn';
import { type Login, readCredential } from './readCredential';
import { SalesforceAuthError } from './SalesforceAuthError';
import { type LoginSteps, processStore, type SessionStore } from './sessionStore';
import type {
	AuthOptions,
	KeptSession,
	SalesforceAuth,
	SalesforceCredential,
	Session,
} from './types';

export interface AuthDependencies {
	/** @default a keep-alive sender shared by the process */
	send?: Send;
	/** @default the store shared by the process */
	store?: SessionStore;
	/** A session of an earlier process, to start with if the store holds none. */
	kept?: KeptSession;
	/** Epoch milliseconds. @default Date.now */
	now?: () => number;
	/** Milliseconds of a clock that never jumps: how long a refusal holds, how fast logins may follow. @default performance.now */
	monotonic?: () => number;
	/** Told what an admin should know although a login went well, such as a clock that is off. @default a warning of the process */
	warn?: (message: string) => void;
	/** Milliseconds after which a login is given up, its repetitions included. @default 60,000 */
	loginDeadlineMs?: number;
	/** Waits between the attempts of a login, and before a session just opened is tried again. @default by timer */
	sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
	/** From 0 to below 1. @default Math.random */
	random?: () => number;
}

/** The shared promise for one caller: its abort affects no other caller, and the login continues for them. */
async function untilAborted<T>(
	shared: Promise<T>,
	signal: AbortSignal,
	cancelled: () => Error,
): Promise<T> {
	let stop = () => {};
	const aborted = new Promise<never>((_, reject) => {
		stop = () => reject(cancelled());
		signal.addEventListener('abort', stop, { once: true });
	});
	try {
		return await Promise.race([shared, aborted]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}

const warnByProcess = (message: string) =>
	process.emitWarning(message, { code: 'SALESFORCE_LOGIN' });

/** Ends what takes too long, and uses the answer of `late` instead. */
async function within<T>(
	limitMs: number,
	work: (signal: AbortSignal) => Promise<T>,
	late: () => T,
): Promise<T> {
	const controller = new AbortController();
	let timer: NodeJS.Timeout | undefined;
	const expired = new Promise<void>((resolve) => {
		timer = setTimeout(resolve, limitMs);
	}).then(() => {
		controller.abort();
		return late();
	});
	try {
		return await Promise.race([work(controller.signal), expired]);
	} finally {
		clearTimeout(timer);
	}
}

function toLateLogin({ loginUrl }: Login, limitMs: number): SalesforceAuthError {
	const { host } = new URL(loginUrl);
	const message = `${host} did not answer the login within ${Math.ceil(limitMs / 1_000)} s`;
	return new SalesforceAuthError('NO_ANSWER', message, {
		advice:
			'Run the workflow again: it tries the login again. If it happens again, check what is between n8n and Salesforce: a proxy or gateway may hold the request back.',
		isPassing: true,
	});
}

/** Everything a login and a question about a session need of the world. */
function createSteps(login: Login, dependencies: Dependencies): LoginSteps {
	const { send, now, monotonic, sleep, warn, loginDeadlineMs } = dependencies;
	return {
		logIn: () =>
			within(
				loginDeadlineMs,
				(signal) =>
					logIn(login, { ...dependencies, send: (request) => send({ ...request, signal }) }),
				() => {
					throw toLateLogin(login, loginDeadlineMs);
				},
			),
		isAlive: (held) =>
			within(
				loginDeadlineMs,
				(signal) => isSessionAlive((request) => send({ ...request, signal }), held),
				// No answer says nothing about the session.
				() => true,
			),
		now,
		monotonic,
		sleep: (milliseconds) => sleep(milliseconds),
		warn,
	};
}

type Dependencies = Required<Omit<AuthDependencies, 'store' | 'kept'>>;

/**
 * Auth for one Salesforce credential: call it for a session, or give its `hook` a sender and a request.
 * Sessions are shared by all auths of the same credential in the process. Nothing is sent before the first call.
 *
 * @example
 * const auth = createSalesforceAuth({ flow: 'clientCredentials', myDomainUrl, clientId, clientSecret });
 * const { body } = await auth.hook(createSend(), { method: 'GET', path: '/services/data/v67.0/limits' });
 *
 * @throws SalesforceAuthError (from the auth and the hook) naming the field that can't be right, before
 * anything is sent; or with Salesforce's refusal and what to do about it
 */
export function createSalesforceAuth(
	credential: SalesforceCredential,
	{ store = processStore, kept, ...given }: AuthDependencies = {},
): SalesforceAuth {
	const dependencies: Dependencies = {
		send: createSend(),
		now: Date.now,
		monotonic: () => performance.now(),
		warn: warnByProcess,
		sleep: async (milliseconds) => void (await sleepByTimer(milliseconds)),
		random: Math.random,
		loginDeadlineMs: 60_000,
		...given,
	};
	let opened: { login: Login; steps: LoginSteps } | undefined;

	/** Read on the first call, because callers would also have to catch errors of a factory that throws. */
	function open() {
		const login = readCredential(credential);
		const session = kept && openKeptSession(login, kept, dependencies.now());
		if (session) store.adopt(login.key, session);
		return (opened = { login, steps: createSteps(login, dependencies) });
	}

	async function auth(options: AuthOptions = {}): Promise<Session> {
		const { signal } = options;
		const { login, steps } = opened ?? open();
		const cancelled = () =>
			new HttpError('ABORTED', 'The login was cancelled', 'POST', new URL(login.loginUrl).host);
		if (signal?.aborted) throw cancelled();
		const session = store.acquire(login.key, options, steps);
		// If a session is there, nobody has to wait, so there is nothing to abort.
		if (!(session instanceof Promise)) return session;
		return await (signal ? untilAborted(session, signal, cancelled) : session);
	}

	const sessions: Sessions = {
		acquire: auth,
		refuse: ({ accessToken }) => store.refuse((opened ?? open()).login.key, accessToken),
		async settle({ accessToken, instanceUrl }, signal) {
			const { monotonic, sleep, random } = dependencies;
			const pause = () => sleep(1_000 * (1 + random()));
			const { key } = (opened ?? open()).login;
			const settled = store.settle(key, accessToken, monotonic, pause);
			if (!settled) return false;
			const cancelled = () =>
				new HttpError('ABORTED', 'The request was cancelled', 'GET', new URL(instanceUrl).host);
			await (signal ? untilAborted(settled, signal, cancelled) : settled);
			return true;
		},
	};
	const held = () => opened && store.held(opened.login.key);
	return Object.assign(auth, { hook: hook.bind(null, sessions), held });
}
