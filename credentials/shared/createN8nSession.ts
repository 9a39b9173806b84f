import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IHttpRequestOptions,
} from 'n8n-workflow';
import {
	type AuthDependencies,
	authorize,
	createSalesforceAuth,
	createSend,
	keepSession,
	type KeptSession,
	type SalesforceAuth,
	type SalesforceCredential,
	type Send,
	type Session,
} from '../../auth';
import { assertSendable } from '../../http';
import { aimRequest, readTarget } from './aimRequest';
import { assertRestAccess } from './assertRestAccess';
import { CredentialRefusal } from './CredentialRefusal';
import { isCredentialTest, outgoingHeaders } from './credentialTest';
import { keepToDomains } from './keepToDomains';

type Data = ICredentialDataDecryptedObject;
type Flow = SalesforceCredential['flow'];

/** One request of n8n, which gives the same credential object to each of its steps, and nothing else. */
interface Turn {
	auth: SalesforceAuth;
	send: Send;
	/** The part of a session that n8n stores. */
	keep: (session: Session) => IDataObject;
	/** Requests that `auth` has made. */
	asked: { times: number };
	/** What `preAuthentication` got, until `authenticate` takes it; proven where Salesforce itself was asked. */
	opened?: { isProven: boolean } & ({ session: Session } | { error: unknown });
	/** The token that was sent with the request. */
	sent?: string;
}

interface N8nSession {
	preAuthentication: NonNullable<ICredentialType['preAuthentication']>;
	authenticate: (data: Data, request: IHttpRequestOptions) => Promise<IHttpRequestOptions>;
}

const sharedSend = createSend();

function createTurn(flow: Flow, data: Data, dependencies: AuthDependencies): Turn {
	const { consumerKey: clientId, consumerSecret: clientSecret, ...rest } = data;
	const credential = { ...rest, flow, clientId, clientSecret } as unknown as SalesforceCredential;
	const send = keepToDomains(dependencies.send ?? sharedSend, data);
	const asked = { times: 0 };
	const countedSend: Send = (request) => {
		asked.times += 1;
		return send(request);
	};
	const kept = data as KeptSession;
	const auth = createSalesforceAuth(credential, { ...dependencies, send: countedSend, kept });
	return { auth, send, asked, keep: (session) => ({ ...keepSession(credential, session) }) };
}

async function open(turn: Turn): Promise<IDataObject> {
	const { auth, asked, keep } = turn;
	try {
		const session = await auth();
		turn.opened = { session, isProven: asked.times > 0 };
		return keep(session);
	} catch (error) {
		// Otherwise n8n would continue and show the outcome of a second try: `authenticate` shows this one.
		turn.opened = { error, isProven: asked.times > 0 };
		return {};
	}
}

/**
 * After a failure of any kind, even a 404 or a write that may have happened, n8n sends the request again with
 * whatever token it gets. So it gets one only if the token that was sent is dead.
 */
async function renew({ auth, keep, sent }: Turn): Promise<IDataObject> {
	if (sent === undefined) return {};
	const session = await auth({ doubtedToken: sent });
	return session.accessToken === sent ? {} : keep(session);
}

async function takeSession(turn: Turn, isTest: boolean): Promise<Session> {
	const { auth, opened } = turn;
	delete turn.opened;
	if (!opened || (isTest && !opened.isProven)) return await auth({ refresh: isTest });
	if ('error' in opened) throw opened.error;
	return opened.session;
}

/** The request as n8n sends it; the credential object learns the token, as n8n's own mechanism expects. */
async function prepare(
	turn: Turn,
	data: Data,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const { auth, send, keep } = turn;
	const isTest = isCredentialTest(request);
	const headers = outgoingHeaders(request.headers);
	assertSendable({ method: request.method ?? 'GET', headers });
	const session = await takeSession(turn, isTest);
	if (isTest) await assertRestAccess(auth, send);
	const authorized = authorize({ method: 'GET', path: readTarget(request), headers }, session);
	Object.assign(data, keep(session));
	turn.sent = session.accessToken;
	return aimRequest(request, { url: authorized.url, headers: authorized.headers ?? {} });
}

/**
 * Connects n8n's own mechanism for expiring tokens to the sessions that the process shares: the HTTP Request node
 * uses the same login as the Salesforce nodes.
 *
 * n8n calls `preAuthentication` without a lock: for each request as long as it has stored no token, on a credential
 * test, and after failures of every kind. Then it calls `authenticate`, whose text it shows.
 */
export function createN8nSession(flow: Flow, dependencies: AuthDependencies = {}): N8nSession {
	const turns = new WeakMap<Data, Turn>();
	const beginTurn = (data: Data): Turn => {
		const turn = createTurn(flow, data, dependencies);
		turns.set(data, turn);
		return turn;
	};
	const tell = (place: 'run' | 'credentialTest') => (error: unknown) =>
		Promise.reject(new CredentialRefusal(error, place));
	return {
		preAuthentication(data) {
			const turn = turns.get(data);
			return (turn ? renew(turn) : open(beginTurn(data))).catch(tell('run'));
		},

		authenticate(data, request) {
			const turn = turns.get(data) ?? beginTurn(data);
			const place = isCredentialTest(request) ? 'credentialTest' : 'run';
			return prepare(turn, data, request).catch(tell(place));
		},
	};
}
