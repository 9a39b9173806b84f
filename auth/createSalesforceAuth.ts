import { createSend, HttpError } from '../http';
import { hook } from './hook';
import { isSessionAlive } from './isSessionAlive';
import { openKeptSession } from './keptSession';
import { logIn } from './logIn';
import { type Login, readCredential } from './readCredential';
import { processStore } from './sessionStore';
import type {
	AuthDependencies,
	AuthOptions,
	SalesforceAuth,
	SalesforceCredential,
	Session,
} from './types';

/** The shared promise for one caller: its abort is nobody else's, and the login goes on for the others. */
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
	process.emitWarning(message, { code: 'SALESFORCE_CLOCK' });

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
	dependencies: AuthDependencies = {},
): SalesforceAuth {
	const { store = processStore, kept, ...given } = dependencies;
	const steps = { send: createSend(), now: Date.now, warn: warnByProcess, ...given };
	let login: Login | undefined;

	/** Read on the first call, for a factory that throws is one more thing to catch. */
	function open(): Login {
		const opened = readCredential(credential);
		const session = kept && openKeptSession(opened, kept, steps.now());
		if (session) store.adopt(opened.key, session);
		return opened;
	}

	async function auth(options: AuthOptions = {}): Promise<Session> {
		const { signal } = options;
		const known = (login ??= open());
		const cancelled = () =>
			new HttpError('ABORTED', 'The login was cancelled', 'POST', new URL(known.loginUrl).host);
		if (signal?.aborted) throw cancelled();
		const session = store.acquire(known.key, options, {
			logIn: () => logIn(known, steps),
			isAlive: (held) => isSessionAlive(steps.send, held),
			now: steps.now,
		});
		// One that is at hand needs no waiting, so nothing that could be aborted.
		if (!(session instanceof Promise)) return session;
		return await (signal ? untilAborted(session, signal, cancelled) : session);
	}

	return Object.assign(auth, { hook: hook.bind(null, auth) });
}
