import { createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface KeyAndCertificate {
	/** PKCS#8 in PEM. */
	privateKey: string;
	/** X.509 in PEM. */
	certificate: string;
}

let shared: KeyAndCertificate | undefined;

/**
 * The key pair that all orgs of this process share unless they bring their own:
 * making a 2048-bit RSA key costs more than starting an org.
 */
export function sharedKeyAndCertificate(): KeyAndCertificate {
	return (shared ??= createKeyAndCertificate());
}

/**
 * An RSA key of 2048 bits and a self-signed certificate of it, good for a TLS server on loopback too.
 * Node reads X.509 but can't write it.
 */
export function createKeyAndCertificate(
	commonName = 'Salesforce emulator',
	validUntil = new Date(Date.now() + 365 * 24 * 60 * 60 * 1000),
): KeyAndCertificate {
	const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
	const algorithm = sequence(SHA256_WITH_RSA, NULL);
	const name = sequence(set(sequence(COMMON_NAME, utf8(commonName))));
	const serial = randomBytes(8);
	serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
	const body = sequence(
		der(0xa0, der(0x02, Buffer.from([2]))),
		der(0x02, serial),
		algorithm,
		name,
		sequence(time(new Date(Date.now() - 24 * 60 * 60 * 1000)), time(validUntil)),
		name,
		publicKey,
		der(0xa3, sequence(sequence(SUBJECT_ALT_NAME, der(0x04, LOOPBACK_NAMES)))),
	);
	const certificate = sequence(body, algorithm, bits(sign('sha256', body, privateKey)));
	return {
		privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
		certificate: pem('CERTIFICATE', certificate),
	};
}

// ---- DER --------------------------------------------------------------------------------------

const NULL = Buffer.from([0x05, 0x00]);
/** 1.2.840.113549.1.1.11 */
const SHA256_WITH_RSA = der(0x06, Buffer.from('2a864886f70d01010b', 'hex'));
/** 2.5.29.17 */
const SUBJECT_ALT_NAME = der(0x06, Buffer.from('551d11', 'hex'));
const LOOPBACK_NAMES = sequence(
	der(0x82, Buffer.from('localhost', 'ascii')),
	der(0x87, Buffer.from([127, 0, 0, 1])),
);
/** 2.5.4.3 */
const COMMON_NAME = der(0x06, Buffer.from('550403', 'hex'));

function der(tag: number, content: Buffer): Buffer {
	const { length } = content;
	if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
	const digits = Buffer.from(length.toString(16).padStart(length > 255 ? 4 : 2, '0'), 'hex');
	return Buffer.concat([Buffer.from([tag, 0x80 | digits.length]), digits, content]);
}

function sequence(...parts: Buffer[]): Buffer {
	return der(0x30, Buffer.concat(parts));
}

function set(...parts: Buffer[]): Buffer {
	return der(0x31, Buffer.concat(parts));
}

function utf8(text: string): Buffer {
	return der(0x0c, Buffer.from(text, 'utf8'));
}

function bits(content: Buffer): Buffer {
	return der(0x03, Buffer.concat([Buffer.from([0]), content]));
}

/** GeneralizedTime: `yyyyMMddHHmmssZ`. */
function time(date: Date): Buffer {
	const digits = date.toISOString().replace(/\.\d+Z$|[-:T]/g, '');
	return der(0x18, Buffer.from(`${digits}Z`, 'ascii'));
}

function pem(label: string, content: Buffer): string {
	const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
	return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
