import { Readable } from 'node:stream';
import { createSend, type HttpResponse, type Send } from '../http';
import { authorize } from './authorize';
import { credentialKey } from './credentialKey';
import { isSessionExpired } from './isSessionExpired';
import { logIn } from './logIn';
import { resolveLoginUrl } from './loginHost';
import { SalesforceAuthError } from './SalesforceAuthError';
import { processStore, type StoreEntry } from './sessionStore';
import type {
	AuthDependencies,
	AuthorizedRequest,
	AuthOptions,
	SalesforceAuth,
	SalesforceCredential,
	Session,
} from './types';

/** A JWT-format access token is replaced this long before its own `exp`. */
const REFRESH_AHEAD_MS = 60_000;
/** A final refusal stands in for asking again this long, so that a workflow in a loop can't get the user locked. */
const HOLD_MS = 10_000;
/** After "login rate exceeded"; the hour itself slides. */
const RATE_HOLD_MS = 5 * 60_000;

const isRateLimit = ({ code, message }: SalesforceAuthError) =>
	code === 'rate_limit_exceeded' || message.toLowerCase().includes('login rate exceeded');

const isFresh = (session: Session, now: number) =>
	session.expiresAt === undefined || session.expiresAt - now > REFRESH_AHEAD_MS;

/** The shared promise for one caller, whose abort is nobody else's. */
async function untilAborted<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (!signal) return await shared;
	signal.throwIfAborted();
	let stop: (() => void) | undefined;
	const aborted = new Promise<never>((_, reject) => {
		stop = () => reject(signal.reason as Error);
		signal.addEventListener('abort', stop, { once: true });
	});
	try {
		return await Promise.race([shared, aborted]);
	} finally {
		if (stop) signal.removeEventListener('abort', stop);
	}
}

function assertClientId({ clientId }: SalesforceCredential): void {
	if (clientId?.trim()) return;
	throw new SalesforceAuthError({
		code: 'missing_field',
		message: "'Consumer Key' is empty",
		advice:
			'Copy it from the app in Salesforce: External Client App Manager > app > Settings > OAuth Settings > Consumer Key and Secret.',
	});
}

/** The held session, where it will still do for this caller. */
function heldSession(
	{ session }: StoreEntry,
	options: AuthOptions,
	now: number,
): Session | undefined {
	if (!session || !isFresh(session, now)) return undefined;
	if (options.staleToken !== undefined) {
		// Compare, then invalidate: who comes late with an older token gets the newer session.
		return session.accessToken === options.staleToken ? undefined : session;
	}
	return options.refresh ? undefined : session;
}

/** Opens a session for all who ask meanwhile, and keeps the outcome. */
function openSession(
	entry: StoreEntry,
	login: () => Promise<Session>,
	now: () => number,
): Promise<Session> {
	const pending = login().then(
		(session) => {
			entry.session = session;
			delete entry.refusal;
			return session;
		},
		(error: unknown) => {
			delete entry.session;
			if (error instanceof SalesforceAuthError && error.isFinal) {
				entry.refusal = { error, until: now() + (isRateLimit(error) ? RATE_HOLD_MS : HOLD_MS) };
			}
			throw error;
		},
	);
	entry.pending = pending;
	const done = () => {
		if (entry.pending === pending) delete entry.pending;
	};
	pending.then(done, done);
	return pending;
}

const isReplayable = ({ body }: AuthorizedRequest) => !(body instanceof Readable);

/**
 * Auth for one Salesforce credential: call it for a session, or give its `hook` a sender and a request.
 * Sessions are shared by all auths of the same credential in the process; nothing is sent before the
 * first call.
 *
 * @throws SalesforceAuthError (from the auth and the hook) naming the field that can't be right, before
 * anything is sent, or with Salesforce's refusal and what to do about it
 */
export function createSalesforceAuth(
	credential: SalesforceCredential,
	dependencies: AuthDependencies = {},
): SalesforceAuth {
	const { store = processStore, now = Date.now, send = createSend(), ...rest } = dependencies;

	async function auth(options: AuthOptions = {}): Promise<Session> {
		const loginUrl = resolveLoginUrl(credential.myDomainUrl, credential.trustedHost);
		assertClientId(credential);
		const entry = store.entry(credentialKey(credential, loginUrl));
		const { signal } = options;
		if (entry.pending) return await untilAborted(entry.pending, signal);
		const held = heldSession(entry, options, now());
		if (held) return held;
		if (entry.refusal && entry.refusal.until > now()) throw entry.refusal.error;
		const { trustedHost } = credential;
		const login = () => logIn(credential, loginUrl, { send, now, trustedHost, ...rest });
		return await untilAborted(openSession(entry, login, now), signal);
	}

	async function hook(sender: Send, request: AuthorizedRequest): Promise<HttpResponse> {
		const options = request.signal ? { signal: request.signal } : {};
		const session = await auth(options);
		const response = await sender(authorize(request, session));
		if (!isSessionExpired(response) || !isReplayable(request)) return response;
		const renewed = await auth({ ...options, staleToken: session.accessToken });
		return await sender(authorize(request, renewed));
	}

	return Object.assign(auth, { hook });
}
