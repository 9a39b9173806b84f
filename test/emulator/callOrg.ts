/** What the tests need of an org. */
interface Org {
	url: string;
	issueToken(): string;
}

export interface Reply {
	status: number;
	headers: Headers;
	/** Parsed where it is JSON. */
	body: ReturnType<typeof JSON.parse>;
	text: string;
}

export type Call = (
	method: string,
	path: string,
	body?: unknown,
	headers?: Record<string, string>,
) => Promise<Reply>;

/** Calls the org's v67.0 API over real HTTP as an integration would. Texts and bytes go out as they are. */
export function callOrg(org: Org, token = org.issueToken()): Call {
	return async (method, path, body, headers = {}) => {
		const isRaw = typeof body === 'string' || body instanceof Uint8Array;
		const response = await fetch(
			path.startsWith('/services/') ? org.url + path : `${org.url}/services/data/v67.0${path}`,
			{
				method,
				headers: {
					authorization: `Bearer ${token}`,
					...(body !== undefined && { 'content-type': isRaw ? 'text/csv' : 'application/json' }),
					...headers,
				},
				...(body !== undefined && { body: isRaw ? (body as string) : JSON.stringify(body) }),
			},
		);
		const text = await response.text();
		const isJson = response.headers.get('content-type')?.includes('json') ?? false;
		return {
			status: response.status,
			headers: response.headers,
			text,
			body: isJson ? (JSON.parse(text) as unknown) : text,
		};
	};
}
