import { createPrivateKey, type KeyObject } from 'node:crypto';
import { SalesforceAuthError, type SalesforceAuthErrorCode } from './SalesforceAuthError';

const MIN_BITS = 2048;

const MAKE_ONE =
	'To make a new pair: openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 730 -subj "/CN=n8n" ' +
	'-keyout salesforce.key -out salesforce.crt. Upload salesforce.crt to the app in Salesforce, paste salesforce.key here.';

const refuse = (code: SalesforceAuthErrorCode, message: string, advice: string) =>
	new SalesforceAuthError(code, message, { advice });

const malformed = () =>
	refuse(
		'INVALID_PRIVATE_KEY',
		"'Private Key' can't be read",
		`Paste the whole file, from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----. ${MAKE_ONE}`,
	);

const BLOCK = /-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY)-----((?:[^-]|-(?!----))*)-----END \1-----/;
/** The head of a PKCS#1 key that is encrypted; its line breaks may have become spaces. */
const ENCRYPTION_HEAD = /^\s*Proc-Type:\s*4,\s*ENCRYPTED\s+DEK-Info:\s*([\w-]+,[0-9A-Fa-f]+)\s/;
const isBase64 = (text: string) => /^[a-z0-9+/]+=*$/i.test(text.replace(/\s+/g, ''));

/** Undoes what forms, JSON and environment variables do to line breaks. */
const restoreLineBreaks = (text: string) =>
	text
		.trim()
		.replace(/^(["'])([\s\S]*)\1$/, '$2')
		.replace(/\\r\\n|\\n|\\r/g, '\n')
		.replace(/\r\n?/g, '\n')
		.trim();

const wrap = (base64: string) => base64.replace(/\s+/g, '').replace(/.{64}(?!$)/g, '$&\n');

/** A PEM block with correct line breaks. */
function rebuild(label: string, content: string): string {
	const head = ENCRYPTION_HEAD.exec(content);
	const lines = head ? ['Proc-Type: 4,ENCRYPTED', `DEK-Info: ${head[1]}`, ''] : [];
	const body = wrap(head ? content.slice(head[0].length) : content);
	return [`-----BEGIN ${label}-----`, ...lines, body, `-----END ${label}-----`, ''].join('\n');
}

/** Text without a PEM header: the whole file in base64, or the header's lines were left out. */
function decodeBase64(text: string): string | undefined {
	if (!isBase64(text)) return undefined;
	const decoded = Buffer.from(text, 'base64').toString('latin1');
	return decoded.includes('-----BEGIN') ? restoreLineBreaks(decoded) : undefined;
}

function findKey(text: string): string[] {
	const restored = restoreLineBreaks(text);
	const pem = restored.includes('-----BEGIN') ? restored : (decodeBase64(restored) ?? restored);
	const block = BLOCK.exec(pem);
	if (block) {
		const [, label = '', content = ''] = block;
		if (label === 'OPENSSH PRIVATE KEY') {
			throw refuse(
				'INVALID_PRIVATE_KEY',
				"'Private Key' holds an SSH key, which Salesforce can't match with a certificate",
				MAKE_ONE,
			);
		}
		return [rebuild(label, content)];
	}
	if (/-----BEGIN [A-Z0-9 ]*(?:CERTIFICATE|PUBLIC KEY)/.test(pem)) {
		throw refuse(
			'CERTIFICATE_NOT_KEY',
			"'Private Key' holds a certificate or public key, not the private key",
			'The certificate goes into Salesforce. Paste the file that was made with it and begins with ' +
				`-----BEGIN PRIVATE KEY----- (often .key or .pem). ${MAKE_ONE}`,
		);
	}
	if (!isBase64(pem)) throw malformed();
	return ['PRIVATE KEY', 'RSA PRIVATE KEY'].map((label) => rebuild(label, pem));
}

const codeOf = (error: unknown) => String((error as { code?: unknown } | null)?.code);

/** OpenSSL's own reasons. Its decoder refuses a damaged key with the word "unsupported" too. */
const isCipherGone = (error: unknown) => codeOf(error) === 'ERR_OSSL_EVP_UNSUPPORTED';
const isPassphraseWrong = (error: unknown) => codeOf(error).includes('BAD_DECRYPT');

/** Why an encrypted key does not open; which cipher it has shows only where some passphrase is tried. */
function refuseEncrypted(pem: string, passphrase: string | undefined, thrown: unknown) {
	let error = thrown;
	if (!passphrase) {
		try {
			createPrivateKey({ key: pem, passphrase: 'none' });
		} catch (tried) {
			error = tried;
		}
	}
	if (isCipherGone(error)) {
		return refuse(
			'KEY_CIPHER_GONE',
			"'Private Key' is encrypted with an old cipher, such as DES or RC2, which Node.js no longer has",
			'The passphrase may be right. Encrypt the key again and paste the result: openssl pkey -provider legacy -provider default -in salesforce.key -aes256 -out new.key. ' +
				"It asks for the old passphrase, then for a new one. Enter the new one as 'Passphrase'. If openssl is older than version 3, leave out both -provider options.",
		);
	}
	if (passphrase && !isPassphraseWrong(error)) {
		return refuse(
			'INVALID_PRIVATE_KEY',
			"'Private Key' is encrypted, and damaged: a part of it is missing or was changed",
			`Paste the whole file again, from its -----BEGIN line to its -----END line; openssl pkey -in salesforce.key shows whether the file itself is complete. Sometimes a wrong passphrase looks the same. ${MAKE_ONE}`,
		);
	}
	return refuse(
		'WRONG_PASSPHRASE',
		`'Passphrase' ${passphrase ? 'does not open' : 'is missing for'} the encrypted private key`,
		'Enter the passphrase that was set when the key was made. To remove the passphrase: openssl pkey -in salesforce.key -out plain.key',
	);
}

function parse(pem: string, passphrase: string | undefined): KeyObject {
	try {
		return createPrivateKey({ key: pem, ...(passphrase && { passphrase }) });
	} catch (error) {
		throw pem.includes('ENCRYPTED') ? refuseEncrypted(pem, passphrase, error) : malformed();
	}
}

function assertUsable(key: KeyObject): void {
	if (key.asymmetricKeyType !== 'rsa') {
		throw refuse(
			'KEY_NOT_RSA',
			`'Private Key' is of type ${key.asymmetricKeyType ?? 'unknown'}; Salesforce takes RSA only`,
			MAKE_ONE,
		);
	}
	const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
	if (bits >= MIN_BITS) return;
	throw refuse(
		'KEY_TOO_SHORT',
		`'Private Key' has ${bits} bits; Salesforce asks for ${MIN_BITS} or more`,
		MAKE_ONE,
	);
}

/**
 * Reads an RSA key as people paste it: PKCS#8 or PKCS#1, encrypted or not, with line breaks lost or escaped, as
 * base64 of the whole file, together with the certificate, or without its first and last line.
 *
 * @throws SalesforceAuthError with a separate code for each kind of text that is not such a key
 */
export function readPrivateKey(text: string, passphrase?: string): KeyObject {
	const candidates = findKey(text);
	let refusal: unknown;
	for (const pem of candidates) {
		try {
			const key = parse(pem, passphrase);
			assertUsable(key);
			return key;
		} catch (error) {
			refusal = error;
		}
	}
	throw refusal;
}
