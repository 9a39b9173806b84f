import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { SalesforceClientCredentialsApi } from '../../credentials/SalesforceClientCredentialsApi.credentials';
import { SalesforceJwtBearerApi } from '../../credentials/SalesforceJwtBearerApi.credentials';
import { createN8nSession } from '../../credentials/shared/createN8nSession';
import { createSessionStore } from '../../auth';
import { createSend, type HttpResponse } from '../../http';
import type { startOrg } from '../../emulator';

export type Org = Awaited<ReturnType<typeof startOrg>>;
export type Flow = 'clientCredentials' | 'jwtBearer';

const TYPES = {
	clientCredentials: SalesforceClientCredentialsApi,
	jwtBearer: SalesforceJwtBearerApi,
};

class HttpStatusError extends Error {
	constructor(readonly response: HttpResponse) {
		super(`Request failed with status code ${response.status}`);
	}
}

/**
 * A credential as n8n stores it, used in the order of steps that n8n-core 2.41 takes (`authentication.js`):
 * a copy of what is stored for each request, `preAuthentication` where it holds no token, `authenticate`,
 * and `preAuthentication` again after a failure. The end-to-end tests run the same in the real n8n.
 */
export class N8nCredential {
	readonly type: ICredentialType;
	/** What n8n has in its database. */
	stored: ICredentialDataDecryptedObject;
	/** What the clock that never jumps shows, in milliseconds. */
	monotonic = 0;
	/** Calls of `preAuthentication` so far. */
	preAuthentications = 0;

	constructor(
		private readonly flow: Flow,
		readonly org: Org,
		changes: ICredentialDataDecryptedObject = {},
	) {
		this.type = new TYPES[flow]();
		this.restart();
		this.stored = {
			...Object.fromEntries(this.type.properties.map(({ name, default: value }) => [name, value])),
			...filled(flow, org),
			...changes,
		} as ICredentialDataDecryptedObject;
	}

	/** A new process: what is stored stays, what is held in memory is gone. */
	restart(changes: ICredentialDataDecryptedObject = {}): void {
		Object.assign(
			this.type,
			createN8nSession(this.flow, {
				store: createSessionStore(),
				sleep: (milliseconds) => {
					this.monotonic += milliseconds;
					return Promise.resolve();
				},
				monotonic: () => this.monotonic,
			}),
		);
		Object.assign(this.stored ?? {}, changes);
	}

	/** What the HTTP Request node does: `requestWithAuthentication` retries after every failure. */
	async request(options: Partial<IHttpRequestOptions> & { uri?: string }): Promise<HttpResponse> {
		const data = this.load();
		let prepared = { method: 'GET', ...options } as IHttpRequestOptions;
		try {
			if (data.accessToken === '') await this.preAuthenticate(data);
			prepared = await this.authenticate(data, prepared);
			return await transmit(prepared);
		} catch (error) {
			if (!(await this.preAuthenticate(data))) throw error;
			return await transmit(await this.authenticate(data, prepared));
		}
	}

	/** What n8n's credential test does, and the text that it shows: `''` where it is green. */
	async test(): Promise<string> {
		const data = this.load();
		try {
			await this.preAuthenticate(data);
			const request = structuredClone(this.type.test?.request) as IHttpRequestOptions;
			await transmit(await this.authenticate(data, request));
			return '';
		} catch (error) {
			const { cause, code, message } = error as Error & { code?: unknown };
			if (cause !== undefined || code !== undefined) return 'replaced by n8n';
			return message;
		}
	}

	/** A GET of the org's limits by absolute URL, as users write it. */
	getLimits(): Promise<HttpResponse> {
		return this.request({ uri: `${this.org.url}/services/data/v67.0/limits` });
	}

	private load(): ICredentialDataDecryptedObject {
		return structuredClone(this.stored);
	}

	private authenticate(data: ICredentialDataDecryptedObject, options: IHttpRequestOptions) {
		if (typeof this.type.authenticate !== 'function')
			throw new Error('authenticate is no function');
		return this.type.authenticate(data, options);
	}

	/** Whether n8n goes on with a new token. */
	private async preAuthenticate(data: ICredentialDataDecryptedObject): Promise<boolean> {
		this.preAuthentications += 1;
		const helpers = { helpers: { httpRequest: () => Promise.reject(new Error('not used')) } };
		const output = await this.type.preAuthentication?.call(helpers, data);
		if (output?.accessToken === undefined) return false;
		Object.assign(this.stored, output);
		Object.assign(data, output);
		return true;
	}
}

const send = createSend();

async function transmit(options: IHttpRequestOptions): Promise<HttpResponse> {
	const response = await send({
		method: options.method ?? 'GET',
		url: options.url,
		headers: options.headers as Record<string, string>,
		...(options.body !== undefined && { body: options.body as object }),
	});
	if (response.status >= 300) throw new HttpStatusError(response);
	return response;
}

function filled(flow: Flow, org: Org): ICredentialDataDecryptedObject {
	const { clientId: consumerKey, clientSecret, privateKey, username, url: myDomainUrl } = org;
	return flow === 'jwtBearer'
		? { myDomainUrl, consumerKey, username, privateKey }
		: { myDomainUrl, consumerKey, consumerSecret: clientSecret };
}
