import { getProxyForUrl } from 'proxy-from-env';
import {
	type AuthDependencies,
	createSalesforceAuth,
	createSessionStore,
	HttpError,
	type SalesforceAuth,
	SalesforceAuthError,
	type SalesforceCredential,
	type Send,
	type Session,
} from '../../auth';
import { fail, type Finding, ok, skip, warn } from './Finding';

/** The answer of the host, as far as it tells about the way there. */
interface Answer {
	url: string;
	/** Epoch milliseconds by the org's clock, to the second. */
	date: number;
	sentAt: number;
	receivedAt: number;
}

/** Where the login went, and how far it came. */
interface Login {
	url?: string;
	answer?: Answer;
	session?: Session;
	error?: unknown;
	auth: SalesforceAuth;
}

/** Salesforce forgives three minutes, and an assertion lives for three. */
const CLOCK_OFF_MS = 10_000;

export interface LoginDependencies {
	send: Send;
	/** Epoch milliseconds. */
	now: () => number;
	/** Waits before a try that is repeated. */
	sleep?: NonNullable<AuthDependencies['sleep']>;
}

async function logIn(
	credential: SalesforceCredential,
	{ send, now, ...waiting }: LoginDependencies,
): Promise<Login> {
	const seen: Pick<Login, 'url' | 'answer'> = {};
	const watched: Send = async (request) => {
		seen.url ??= request.url;
		const sentAt = now();
		const response = await send(request);
		const date = Date.parse(response.headers.date ?? '');
		seen.answer ??= { url: request.url, date, sentAt, receivedAt: now() };
		return response;
	};
	const auth = createSalesforceAuth(credential, {
		send: watched,
		store: createSessionStore(),
		now,
		...waiting,
		// The line about the clock says it.
		warn: () => {},
	});
	try {
		const session = await auth({ refresh: true });
		return { ...seen, auth, session };
	} catch (error) {
		return { ...seen, auth, error };
	}
}

/** The proxy that the environment names, without the password that its URL may hold. */
function describeProxy(url: string): Finding {
	const proxy = getProxyForUrl(url);
	if (proxy === '') return ok('proxy', 'none: the connection is direct', { proxy: null });
	const host = URL.canParse(proxy) ? new URL(proxy).host : 'one whose URL is malformed';
	return ok('proxy', `${host}, as HTTPS_PROXY, HTTP_PROXY or ALL_PROXY says`, { proxy: host });
}

function describeHost({ url = '', answer, error }: Login): Finding {
	const { host } = new URL(url);
	if (answer) {
		const milliseconds = answer.receivedAt - answer.sentAt;
		return ok('host', `${host} answered in ${milliseconds} ms`, { host, milliseconds });
	}
	const { message, advice } = error as SalesforceAuthError;
	return fail('host', message, { advice, data: { host } });
}

function describeClock({ answer }: Login): Finding {
	if (!answer || Number.isNaN(answer.date)) {
		return skip('clock', 'the answer has no Date to compare with');
	}
	// The header has whole seconds: half of one is the best guess for what it leaves out.
	const drift = (answer.sentAt + answer.receivedAt) / 2 - (answer.date + 500);
	const seconds = Math.round(drift / 1_000);
	if (Math.abs(drift) < CLOCK_OFF_MS) {
		return ok('clock', "within seconds of Salesforce's", { secondsAhead: seconds });
	}
	const side = seconds > 0 ? 'ahead of' : 'behind';
	return warn('clock', `${Math.abs(seconds)} seconds ${side} Salesforce's`, {
		advice: 'Correct the clock of this machine, e.g. by NTP: the login contains its time.',
		data: { secondsAhead: seconds },
	});
}

function describeLogin({ session, error, answer }: Login, flow: string): Finding {
	if (session)
		return ok('login', `by ${flow === 'jwtBearer' ? 'JWT Bearer' : 'Client Credentials'}`);
	if (!answer) return skip('login', 'the host gave no answer');
	return describeRefusal('login', error);
}

/** What auth refuses, with its advice. */
function describeRefusal(check: string, error: unknown): Finding {
	if (error instanceof SalesforceAuthError) {
		return fail(check, error.message, { advice: error.advice, data: { code: error.code } });
	}
	if (error instanceof HttpError) return fail(check, error.message, { data: { code: error.code } });
	throw error;
}

export interface LoginCheck {
	findings: Finding[];
	/** If there is a session. */
	open?: { auth: SalesforceAuth; session: Session };
}

/** Logs in for real, and shows what that says about the credential, the host, the proxy and the clock. */
export async function checkLogin(
	credential: SalesforceCredential,
	dependencies: LoginDependencies,
): Promise<LoginCheck> {
	const login = await logIn(credential, dependencies);
	// Without a request it is the credential itself that can't be right.
	if (login.url === undefined) return { findings: [describeRefusal('credential', login.error)] };
	const findings = [
		ok('credential', 'all fields that the login needs are there'),
		describeHost(login),
		describeProxy(login.url),
		describeClock(login),
		describeLogin(login, credential.flow),
	];
	const { auth, session } = login;
	return { findings, ...(session && { open: { auth, session } }) };
}
