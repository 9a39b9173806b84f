import { type Context } from '../server/Route';

/** The form fields of an OAuth request, or undefined if the content type is not that of a form. */
export async function readForm(context: Context): Promise<URLSearchParams | undefined> {
	const type = context.headers['content-type'] ?? '';
	const body = await context.readBody();
	if (!type.toLowerCase().startsWith('application/x-www-form-urlencoded')) return undefined;
	return new URLSearchParams(body.toString('utf8'));
}

/** RFC 6749 2.3.1: id and secret stand form-encoded in the header. */
const formDecode = (text: string): string =>
	new URLSearchParams(`_=${text.replaceAll('&', '%26')}`).get('_') ?? '';

/** Consumer key and secret out of a Basic header, else out of the form. */
export function readClient(
	context: Context,
	form: URLSearchParams,
): { clientId: string | null; clientSecret: string | null } {
	const basic = /^Basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(context.headers.authorization ?? '')?.[1];
	if (basic) {
		const decoded = Buffer.from(basic, 'base64').toString('utf8');
		const colon = decoded.indexOf(':');
		if (colon > 0) {
			return {
				clientId: formDecode(decoded.slice(0, colon)),
				clientSecret: formDecode(decoded.slice(colon + 1)),
			};
		}
	}
	return { clientId: form.get('client_id'), clientSecret: form.get('client_secret') };
}
