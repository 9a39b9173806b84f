import { createPrivateKey } from 'node:crypto';

/** In every passphrase of these tests, so that one pattern finds them all. */
export const PASSPHRASE_MARK = 'canary-passphrase';
export const PASSPHRASE = `${PASSPHRASE_MARK}-of-the-key`;

/** A private key as `openssl pkey -aes256` writes it, under `PASSPHRASE`. */
export function encryptKey(privateKey: string): string {
	return createPrivateKey(privateKey)
		.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: PASSPHRASE })
		.toString();
}
