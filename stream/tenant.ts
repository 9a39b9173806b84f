import type { Session } from '../auth';
import { PubSubError } from './PubSubError';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** The 18-character form of an id: each of the last three tells the case of five characters. */
function to18(id: string): string {
	if (id.length !== 15) return id;
	const chunks = [id.slice(0, 5), id.slice(5, 10), id.slice(10)];
	const bits = (chunk: string) =>
		[...chunk].reduce((sum, letter, index) => sum + (/[A-Z]/.test(letter) ? 1 << index : 0), 0);
	return id + chunks.map((chunk) => ALPHABET[bits(chunk)]).join('');
}

/**
 * The org's ID in 18 characters, which every call names. It comes from the identity URL, or from an opaque token,
 * which begins with it.
 *
 * @throws PubSubError if neither has it
 */
export function readTenantId({ identityUrl, accessToken }: Session): string {
	const id =
		/\/id\/(00D\w{12}(?:\w{3})?)\//.exec(identityUrl ?? '')?.[1] ??
		/^(00D\w{12})!/.exec(accessToken)?.[1];
	if (id !== undefined) return to18(id);
	throw new PubSubError('NO_TENANT', 'login', "The login didn't give the org's ID", {
		advice: "Add the scope 'Access the identity URL service (id)' to the app in Salesforce.",
	});
}
