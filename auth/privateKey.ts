import { createPrivateKey, type KeyObject } from 'node:crypto';
import { SalesforceAuthError } from './SalesforceAuthError';

const LABEL = 'Private Key';
const MIN_BITS = 2_048;
const HOW = 'Paste the whole content of the .key file, from the BEGIN line to the END line.';

const refuse = (message: string, advice: string) =>
	new SalesforceAuthError({ code: 'invalid_private_key', message, advice });

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;

/** A block in canonical PEM, whatever became of its line breaks. */
function layOut(label: string, content: string): string {
	// Headers of the old encrypted form: `Proc-Type: 4,ENCRYPTED` and `DEK-Info: ...`.
	const headers =
		content.match(/(Proc-Type: ?4,ENCRYPTED|DEK-Info: ?[A-Z0-9-]+,[0-9A-Fa-f]+)/g) ?? [];
	const rest = headers.reduce((text, header) => text.replace(header, ' '), content);
	const lines = rest.replace(/\s+/g, '').match(/.{1,64}/g) ?? [];
	const head = headers.length > 0 ? [...headers, ''] : [];
	return [`-----BEGIN ${label}-----`, ...head, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** The text as PEM: `\n` written as two characters, quotes around it, or base64 over the whole file. */
function toPem(pasted: string): string {
	const text = pasted
		.trim()
		.replace(/^["']|["']$/g, '')
		.replace(/\\r/g, '')
		.replace(/\\n/g, '\n');
	if (text.includes('-----BEGIN')) return text;
	const compact = text.replace(/\s+/g, '');
	if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return text;
	const decoded = Buffer.from(compact, 'base64').toString('latin1');
	return decoded.includes('-----BEGIN') ? decoded.trim() : text;
}

function findKeyBlock(text: string): string {
	const blocks = [...text.matchAll(BLOCK)].map(([, label = '', content = '']) => ({
		label,
		content,
	}));
	const key = blocks.find(({ label }) => label.endsWith('PRIVATE KEY'));
	if (key) return layOut(key.label, key.content);
	const labels = blocks.map(({ label }) => label);
	if (labels.some((label) => label.includes('CERTIFICATE'))) {
		throw refuse(
			`'${LABEL}' holds a certificate`,
			'The certificate goes into the app in Salesforce; here goes the private key that was made with it (salesforce.key, not salesforce.crt).',
		);
	}
	if (labels.some((label) => label.endsWith('PUBLIC KEY'))) {
		throw refuse(`'${LABEL}' holds a public key`, `Here goes the private key of the pair. ${HOW}`);
	}
	throw refuse(`'${LABEL}' is no private key in PEM format`, HOW);
}

const isEncrypted = (pem: string) => /BEGIN ENCRYPTED|Proc-Type: ?4,ENCRYPTED/.test(pem);

function open(pem: string, passphrase: string | undefined): KeyObject {
	if (isEncrypted(pem) && !passphrase) {
		throw refuse(
			`'${LABEL}' is encrypted and 'Passphrase' is empty`,
			"Enter the key's passphrase, or paste the key decrypted (openssl rsa -in salesforce.key).",
		);
	}
	try {
		return createPrivateKey({ key: pem, ...(passphrase && { passphrase }) });
	} catch (error) {
		// OpenSSL's own texts say nothing to an admin, and may quote what was pasted.
		const { code = '' } = error as { code?: string };
		if (isEncrypted(pem) && !/UNSUPPORTED$/.test(code)) {
			throw refuse(
				"'Passphrase' doesn't open the private key",
				'Enter the passphrase that the key was encrypted with.',
			);
		}
		throw refuse(
			`'${LABEL}' is damaged`,
			`Part of it is missing or was changed on the way. ${HOW}`,
		);
	}
}

/**
 * The RSA key of a PEM text as people paste it: PKCS#8 or PKCS#1, encrypted or not, with line breaks
 * lost, escaped or doubled, in base64, or beside its certificate.
 *
 * @throws SalesforceAuthError `missing_field` or `invalid_private_key`; Salesforce takes RSA keys from 2,048 bits
 */
export function readPrivateKey(pasted: string | undefined, passphrase?: string): KeyObject {
	if (!pasted?.trim()) {
		throw new SalesforceAuthError({
			code: 'missing_field',
			message: `'${LABEL}' is empty`,
			advice: HOW,
		});
	}
	const key = open(findKeyBlock(toPem(pasted)), passphrase);
	if (key.asymmetricKeyType !== 'rsa') {
		throw refuse(
			`'${LABEL}' is no RSA key`,
			`Salesforce verifies RS256 only; this is ${key.asymmetricKeyType ?? 'another kind'}. Make a pair with: openssl req -x509 -newkey rsa:2048 ...`,
		);
	}
	const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
	if (bits < MIN_BITS) {
		throw refuse(
			`'${LABEL}' has ${bits} bits`,
			`Salesforce asks for at least ${MIN_BITS}. Make a new pair and upload its certificate.`,
		);
	}
	return key;
}
