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
	keepSession,
	type SalesforceCredential,
	type Session,
} from '../../auth';
import { createSend } from '../../http';
import { aimRequest, readTarget } from './aimRequest';
import { assertRestAccess } from './assertRestAccess';
import { CredentialRefusal } from './CredentialRefusal';
import { isCredentialTest, outgoingHeaders } from './credentialTest';
import { keepToDomains } from './keepToDomains';
import { toCredential, toKeptSession } from './toCredential';

type Data = ICredentialDataDecryptedObject;
type Flow = SalesforceCredential['flow'];

/** What one request has come to. n8n hands the same credential object to each of its steps, and nothing else. */
interface Turn {
	/** What `preAuthentication` got, until `authenticate` takes it. */
	opened?: { session: Session } | { error: unknown };
	/** Whether Salesforce itself was asked for that, and not the store. */
	isProven?: boolean;
	/** The token that went onto the request. */
	sent?: string;
}

interface N8nSession {
	preAuthentication: NonNullable<ICredentialType['preAuthentication']>;
	authenticate: (data: Data, request: IHttpRequestOptions) => Promise<IHttpRequestOptions>;
}

const sharedSend = createSend();

interface Place {
	flow: Flow;
	dependencies: AuthDependencies;
}

/** Auth for what n8n stores, and how often it came to ask Salesforce. */
function openAuth({ flow, dependencies }: Place, data: Data) {
	const credential = toCredential(flow, data);
	const send = keepToDomains(dependencies.send ?? sharedSend, data);
	const asked = { times: 0 };
	const auth = createSalesforceAuth(credential, {
		...dependencies,
		send: (request) => {
			asked.times += 1;
			return send(request);
		},
		kept: toKeptSession(data),
	});
	const keep = (session: Session): IDataObject => ({ ...keepSession(credential, session) });
	return { auth, send, asked, keep };
}

async function open(place: Place, data: Data, turn: Turn): Promise<IDataObject> {
	const { auth, asked, keep } = openAuth(place, data);
	try {
		// Called at first sight although a token is stored: only a credential test does that.
		const isTest = typeof data.accessToken === 'string' && data.accessToken !== '';
		const session = await auth({ refresh: isTest });
		turn.opened = { session };
		return keep(session);
	} catch (error) {
		// n8n would go on and show the outcome of a second try: `authenticate` tells this one.
		turn.opened = { error };
		return {};
	} finally {
		turn.isProven = asked.times > 0;
	}
}

/**
 * After a failure of any kind, a 404 or a write that may have happened included, n8n sends the request again
 * with whatever token it is given. So it is given one only where the one that was sent is dead.
 */
async function renew(place: Place, data: Data, { sent }: Turn): Promise<IDataObject> {
	if (sent === undefined) return {};
	const { auth, keep } = openAuth(place, data);
	const session = await auth({ doubtedToken: sent });
	return session.accessToken === sent ? {} : keep(session);
}

async function takeSession(
	place: Place,
	data: Data,
	turn: Turn,
	isTest: boolean,
): Promise<Session> {
	const { opened, isProven } = turn;
	delete turn.opened;
	if (!opened || (isTest && !isProven)) {
		return await openAuth(place, data).auth({ refresh: isTest });
	}
	if ('error' in opened) throw opened.error;
	return opened.session;
}

/** The request as n8n sends it; the credential object learns the token, as n8n's own mechanism expects. */
async function prepare(
	place: Place,
	data: Data,
	turn: Turn,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const isTest = isCredentialTest(request);
	const session = await takeSession(place, data, turn, isTest);
	const { auth, send, keep } = openAuth(place, data);
	if (isTest) await assertRestAccess(auth, send);
	const headers = outgoingHeaders(request.headers);
	const authorized = authorize({ method: 'GET', path: readTarget(request), headers }, session);
	Object.assign(data, keep(session));
	turn.sent = session.accessToken;
	return aimRequest(request, { url: authorized.url, headers: authorized.headers ?? {} });
}

/**
 * Joins n8n's own mechanism for expiring tokens to the sessions that the process shares: the HTTP Request
 * node uses the one login of the Salesforce nodes.
 *
 * n8n calls `preAuthentication` without a lock: for each request while it has stored no token, on a
 * credential test, and after failures of every kind. Then it calls `authenticate`, whose text it shows.
 */
export function createN8nSession(flow: Flow, dependencies: AuthDependencies = {}): N8nSession {
	const place = { flow, dependencies };
	const turns = new WeakMap<Data, Turn>();
	const beginTurn = (data: Data): Turn => {
		const turn: Turn = {};
		turns.set(data, turn);
		return turn;
	};
	const tell = (place: 'run' | 'credentialTest') => (error: unknown) =>
		Promise.reject(new CredentialRefusal(error, place));
	return {
		preAuthentication(data) {
			const turn = turns.get(data);
			return (turn ? renew(place, data, turn) : open(place, data, beginTurn(data))).catch(
				tell('run'),
			);
		},

		authenticate(data, request) {
			const turn = turns.get(data) ?? beginTurn(data);
			return prepare(place, data, turn, request).catch(
				tell(isCredentialTest(request) ? 'credentialTest' : 'run'),
			);
		},
	};
}
