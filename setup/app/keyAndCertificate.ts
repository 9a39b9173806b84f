import { createPrivateKey, createPublicKey, generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { SetupError } from '../SetupError';

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * A new RSA key of 2,048 bits, the shortest that Salesforce accepts.
 *
 * @param passphrase encrypts it, by AES-256
 * @returns PKCS#8 in PEM
 */
export async function createKey(passphrase: string): Promise<string> {
	const { privateKey } = await promisify(generateKeyPair)('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: {
			type: 'pkcs8',
			format: 'pem',
			...(passphrase !== '' && { cipher: 'aes-256-cbc', passphrase }),
		},
	});
	return privateKey;
}

/** Whether the key can't be read without a passphrase. */
export const isEncrypted = (key: string): boolean => key.includes('ENCRYPTED');

function openKey(key: string, passphrase: string) {
	try {
		return createPrivateKey({ key, ...(passphrase !== '' && { passphrase }) });
	} catch {
		throw new SetupError(
			isEncrypted(key) ? 'The passphrase does not open the private key' : "The key can't be read",
			isEncrypted(key)
				? 'Give the passphrase that the key was made with: run the command on a terminal, or set SALESFORCE_PASSPHRASE.'
				: 'Restore the original file, or choose another folder with --out.',
		);
	}
}

export interface Certificate {
	/** X.509 in PEM. */
	pem: string;
	endsAt: Date;
}

/**
 * A self-signed certificate of the key, by RSA and SHA-256. Salesforce checks n8n's signatures with it.
 *
 * @param now epoch milliseconds
 * @throws SetupError if the passphrase doesn't open the key
 */
export async function createCertificate(
	key: { pem: string; passphrase: string },
	{ name, days, now }: { name: string; days: number; now: number },
): Promise<Certificate> {
	const opened = openKey(key.pem, key.passphrase);
	// Loaded here: only this command ever needs it.
	const { md, pki } = (await import('node-forge')).default;
	const certificate = pki.createCertificate();
	certificate.publicKey = pki.publicKeyFromPem(
		createPublicKey(opened).export({ type: 'spki', format: 'pem' }).toString(),
	);
	// The first bit of a serial number is its sign, and the number is positive.
	certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
	// A clock that is a little behind must not find a certificate that isn't valid yet.
	certificate.validity.notBefore = new Date(now - DAY_MS);
	certificate.validity.notAfter = new Date(now + days * DAY_MS);
	const subject = [{ name: 'commonName', value: name }];
	certificate.setSubject(subject);
	certificate.setIssuer(subject);
	const plain = opened.export({ type: 'pkcs1', format: 'pem' }).toString();
	certificate.sign(pki.privateKeyFromPem(plain), md.sha256.create());
	const pem = pki.certificateToPem(certificate).replaceAll('\r\n', '\n');
	return { pem, endsAt: certificate.validity.notAfter };
}
