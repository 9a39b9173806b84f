import {
	assertCredentialAllowsUrl,
	type ICredentialDataDecryptedObject,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type INode,
	type IPollFunctions,
	type ITriggerFunctions,
	type IWebhookFunctions,
	NodeOperationError,
} from 'n8n-workflow';
import {
	createSalesforceAuth,
	type KeptSession,
	readCredential,
	type SalesforceAuth,
	type SalesforceCredential,
} from '../../auth';
import { createSend, type Send } from '../../http';
import { type Client, createClient, type Timing, type Usage } from '../../rest';
import { clientNameOf } from './clientName';
import { isUserAllowed } from './isUserAllowed';

type Context =
	| IExecuteFunctions
	| ILoadOptionsFunctions
	| IPollFunctions
	| ITriggerFunctions
	| IWebhookFunctions;
type Flow = SalesforceCredential['flow'];

export interface SalesforceClientOptions {
	/** `v67.0`; empty for the package's default. */
	apiVersion?: string;
	/** Username to sign for instead of the credential's, if that one allows it; JWT Bearer only. Empty for the credential's. */
	runAsUser?: string;
	/** Counted up in place. */
	usage?: Usage;
	/** @default real time */
	timing?: Timing;
	/** Called before each request; what it throws ends the request. */
	guard?: (usage: Usage) => void;
}

const CREDENTIAL_TYPES: Record<Flow, string> = {
	clientCredentials: 'salesforceClientCredentialsApi',
	jwtBearer: 'salesforceJwtBearerApi',
};

/**
 * Which credential the node uses. n8n chooses the credential to load before it evaluates any expression.
 *
 * @throws NodeOperationError for a value that is not in the list
 */
function readFlow(node: INode): Flow {
	const { authentication = 'clientCredentials' } = node.parameters;
	if (authentication === 'clientCredentials' || authentication === 'jwtBearer') {
		return authentication;
	}
	throw new NodeOperationError(node, "'Authentication' must be chosen from the list", {
		description:
			"It can't be an expression: n8n loads the credential before it evaluates expressions.",
	});
}

/** The fields of a stored credential that auth asks for; n8n adds some of its own, and keeps empty ones as ''. */
const FIELDS: Record<Flow, string[]> = {
	clientCredentials: [
		'myDomainUrl',
		'consumerKey',
		'consumerSecret',
		'authentication',
		'trustedHost',
	],
	jwtBearer: [
		'myDomainUrl',
		'consumerKey',
		'username',
		'privateKey',
		'passphrase',
		'audience',
		'trustedHost',
	],
};

const pickTexts = (data: ICredentialDataDecryptedObject, names: string[]): Record<string, string> =>
	Object.fromEntries(
		names.flatMap((name) => {
			const value = data[name];
			return typeof value === 'string' && value !== '' ? [[name, value]] : [];
		}),
	);

/** The credential's fields have Salesforce's names, auth's are those of OAuth. */
function toCredential(flow: Flow, data: ICredentialDataDecryptedObject): SalesforceCredential {
	const { consumerKey, consumerSecret, ...rest } = pickTexts(data, FIELDS[flow]);
	const credential = { flow, ...rest, clientId: consumerKey, clientSecret: consumerSecret };
	return credential as SalesforceCredential;
}

/** The session that n8n stored with the credential, so that another process needs no login of its own. */
const readKept = (data: ICredentialDataDecryptedObject): KeptSession =>
	pickTexts(data, ['accessToken', 'instanceUrl', 'sessionKey']);

/** The refusal, with a code that a workflow can tell it by. */
const refuseUser = (node: INode, username: string): Error =>
	Object.assign(
		new NodeOperationError(
			node,
			`'Run As User' names ${username}, but this credential does not allow that user`,
			{
				description:
					"Someone who may edit the credential must enter the username there under 'Users That Workflows May Act As'. If that field is empty, only the credential's own user is allowed.",
			},
		),
		{ code: 'USER_NOT_ALLOWED' },
	);

/**
 * The credential for the user that the node asks for.
 *
 * @throws NodeOperationError (`USER_NOT_ALLOWED`) for a user that the credential doesn't allow, before anything is
 * signed
 * @throws NodeOperationError with Client Credentials
 */
function asUser(
	credential: SalesforceCredential,
	runAsUser: string,
	{ node, allowedUsers }: { node: INode; allowedUsers: unknown },
): SalesforceCredential {
	const username = runAsUser.trim();
	if (username === '') return credential;
	if (credential.flow !== 'jwtBearer') {
		throw new NodeOperationError(node, "'Run As User' needs JWT Bearer", {
			description: 'Client Credentials always acts as the run-as user of the app in Salesforce.',
		});
	}
	const allowed = typeof allowedUsers === 'string' ? allowedUsers : '';
	if (isUserAllowed(username, allowed, credential.username)) return { ...credential, username };
	throw refuseUser(node, username);
}

/**
 * Limits the sender to the domains that the credential allows. n8n checks them for its own requests only. n8n
 * versions before that setting have no check to call.
 */
function keepToDomains(send: Send, node: INode, data: ICredentialDataDecryptedObject): Send {
	if (typeof assertCredentialAllowsUrl !== 'function') return send;
	return (request) => {
		const { url } = request;
		assertCredentialAllowsUrl({ node, credentialData: data, url, pinnedUrl: url });
		return send(request);
	};
}

/** With its own sender, auth sends only token requests. */
const countLogins =
	(send: Send, usage: Usage): Send =>
	async (request) => {
		const response = await send(request);
		if (response.status === 200) usage.logins = (usage.logins ?? 0) + 1;
		return response;
	};

/** The bare sender: connections are kept alive and shared by all executions of the process. */
const sharedSend = createSend();

/** What the credential of a node gives access to. */
export interface OrgAccess {
	client: Client;
	auth: SalesforceAuth;
	/** Who the session acts as, if the credential names a user. */
	username?: string;
	/** The host outside Salesforce's domains that may get the token. */
	trustedHost?: string;
	/** The same for all who act by the same credential as the same user. */
	identity: () => string;
	/** @throws if the credential allows no requests to that host */
	assertAllowed(url: string): void;
}

/**
 * Access by the node's credential. All nodes of the process share its sessions.
 *
 * @throws SalesforceAuthError for a credential that can't work, with the field's name
 * @throws NodeOperationError if no credential is set, or for a user that the credential doesn't allow
 */
export async function openOrg(
	context: Context,
	options: SalesforceClientOptions = {},
): Promise<OrgAccess> {
	const node = context.getNode();
	const flow = readFlow(node);
	const data = await context.getCredentials(CREDENTIAL_TYPES[flow]);
	const credential = asUser(toCredential(flow, data), options.runAsUser ?? '', {
		node,
		allowedUsers: data.allowedUsers,
	});
	const usage = options.usage ?? { apiCalls: 0, retries: 0 };
	const send = keepToDomains(sharedSend, node, data);
	const auth = createSalesforceAuth(credential, {
		send: countLogins(send, usage),
		kept: readKept(data),
		...(options.timing && { sleep: options.timing.sleep, random: options.timing.random }),
	});
	const workflowId =
		typeof context.getWorkflow === 'function' ? context.getWorkflow().id : undefined;
	const client = createClient({
		auth,
		usage,
		send,
		headers: { 'Sforce-Call-Options': `client=${clientNameOf(workflowId)}` },
		...(options.apiVersion && { apiVersion: options.apiVersion }),
		...(options.guard && { guard: options.guard }),
		...(options.timing && { timing: options.timing }),
	});
	const { trustedHost } = credential;
	return {
		client,
		auth,
		identity: () => readCredential(credential).key,
		...(credential.flow === 'jwtBearer' && { username: credential.username }),
		...(trustedHost !== undefined && { trustedHost }),
		assertAllowed(url) {
			if (typeof assertCredentialAllowsUrl !== 'function') return;
			assertCredentialAllowsUrl({ node, credentialData: data, url, pinnedUrl: url });
		},
	};
}

/** The client of `openOrg`. */
export const salesforceClient = async (
	context: Context,
	options: SalesforceClientOptions = {},
): Promise<Client> => (await openOrg(context, options)).client;
