import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPrivateKey } from '../../auth/privateKey';
import { createKeyAndCertificate } from '../../emulator';

const PASSPHRASE = 'correct horse battery staple';

let certificate: string;
let publicKey: string;
/** The same key, as tools write it. */
let written: Record<'pkcs8' | 'pkcs1' | 'encrypted' | 'encryptedPkcs1', string>;

beforeAll(() => {
	const pair = createKeyAndCertificate();
	certificate = pair.certificate;
	const key = readPrivateKey(pair.privateKey);
	publicKey = spki(key);
	const pem = (options: object) =>
		key.export({ format: 'pem', type: 'pkcs8', ...options }).toString();
	const encryption = { cipher: 'aes-256-cbc', passphrase: PASSPHRASE };
	written = {
		pkcs8: pair.privateKey,
		pkcs1: pem({ type: 'pkcs1' }),
		encrypted: pem(encryption),
		encryptedPkcs1: pem({ type: 'pkcs1', ...encryption }),
	};
});

const spki = (key: KeyObject) =>
	createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();

/** What forms, chats, JSON and environment variables make of a text. */
const DAMAGES: Record<string, (pem: string) => string> = {
	'as it is': (pem) => pem,
	'\\n as two characters': (pem) => pem.replaceAll('\n', '\\n'),
	'\\r\\n as four characters': (pem) => pem.replaceAll('\n', '\\r\\n'),
	'spaces for newlines': (pem) => pem.replaceAll('\n', ' '),
	CRLF: (pem) => pem.replaceAll('\n', '\r\n'),
	'CR alone': (pem) => pem.replaceAll('\n', '\r'),
	'empty lines between': (pem) => pem.replaceAll('\n', '\n\n'),
	indented: (pem) => pem.replaceAll('\n', '\n\t  '),
	quoted: (pem) => `"${pem}"`,
	'quoted, as JSON': (pem) => JSON.stringify(pem),
	'blanks around': (pem) => `\n\n  ${pem}\n  `,
	'base64 of the file': (pem) => Buffer.from(pem).toString('base64'),
	'base64 in lines': (pem) =>
		Buffer.from(pem)
			.toString('base64')
			.replace(/(.{76})/g, '$1\n'),
	'certificate after it': (pem) => pem + certificate,
	'certificate before it': (pem) => certificate + pem,
	'certificate before it, all in one line': (pem) => (certificate + pem).replaceAll('\n', ' '),
	'bag attributes of a .p12 before it': (pem) =>
		`Bag Attributes\n    friendlyName: n8n\nKey Attributes: <No Attributes>\n${pem}`,
};

describe.each(['pkcs8', 'pkcs1', 'encrypted', 'encryptedPkcs1'] as const)('a key in %s', (kind) => {
	it.each(Object.entries(DAMAGES))('is read where it was pasted with %s', (_what, damage) => {
		const key = readPrivateKey(damage(written[kind]), PASSPHRASE);
		expect(spki(key)).toBe(publicKey);
	});
});

describe('a key', () => {
	it.each(['pkcs8', 'pkcs1'] as const)('in %s is read without its first and last line', (kind) => {
		const bare = written[kind].replace(/-----[^-]+-----/g, '');
		expect(spki(readPrivateKey(bare))).toBe(publicKey);
	});

	it('is read however its white space was changed, or refused, but never misread', () => {
		const blank = fc.constantFrom(' ', '\n', '\r\n', '\t', '\\n', '\\r\\n', '');
		fc.assert(
			fc.property(fc.array(blank, { minLength: 40, maxLength: 40 }), (blanks) => {
				let i = 0;
				const [first = '', ...lines] = written.pkcs8.trim().split('\n');
				const last = lines.pop() ?? '';
				const body = lines.map((line) => line + (blanks[i++] ?? '')).join('');
				expect(spki(readPrivateKey(`${first}\n${body}\n${last}`))).toBe(publicKey);
			}),
		);
	});
});

describe('what is no RSA key of 2048 bits', () => {
	const pem = ({ privateKey }: { privateKey: KeyObject }) =>
		privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
	const withoutPassphrase = (text: string) => () => readPrivateKey(text);

	it.each([
		['a certificate', () => certificate, 'CERTIFICATE_NOT_KEY', /certificate/],
		['a public key', () => publicKey, 'CERTIFICATE_NOT_KEY', /public key/],
		[
			'an EC key',
			() => pem(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
			'KEY_NOT_RSA',
			/type ec/,
		],
		['an Ed25519 key', () => pem(generateKeyPairSync('ed25519')), 'KEY_NOT_RSA', /type ed25519/],
		[
			'a short key',
			() => pem(generateKeyPairSync('rsa', { modulusLength: 1024 })),
			'KEY_TOO_SHORT',
			/1024 bits.*2048/,
		],
		[
			'an encrypted key without passphrase',
			() => written.encrypted,
			'WRONG_PASSPHRASE',
			/is missing/,
		],
		[
			'an encrypted PKCS#1 key without passphrase',
			() => written.encryptedPkcs1,
			'WRONG_PASSPHRASE',
			/is missing/,
		],
		['half a key', () => written.pkcs8.slice(0, 800), 'INVALID_PRIVATE_KEY', /can't be read/],
		[
			'a key with a hole',
			() => written.pkcs8.replace(/\n.{64}\n/, '\n'),
			'INVALID_PRIVATE_KEY',
			/can't be read/,
		],
		['some text', () => 'my key', 'INVALID_PRIVATE_KEY', /can't be read/],
		[
			'base64 of something else',
			() => Buffer.from('hello world').toString('base64'),
			'INVALID_PRIVATE_KEY',
			/can't be read/,
		],
		[
			'an SSH key',
			() => '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----',
			'INVALID_PRIVATE_KEY',
			/SSH key/,
		],
	])('%s is refused by a message of its own', (_what, make, code, message) => {
		expect(withoutPassphrase(make())).toThrow(
			expect.objectContaining({
				code,
				message: expect.stringMatching(message),
				advice: expect.stringMatching(/openssl/),
			}),
		);
	});

	it.each(['encrypted', 'encryptedPkcs1'] as const)('a wrong passphrase for %s says so', (kind) => {
		expect(() => readPrivateKey(written[kind], 'wrong')).toThrow(
			expect.objectContaining({
				code: 'WRONG_PASSPHRASE',
				message: expect.stringMatching(/does not open/),
			}),
		);
	});

	it('is never echoed', () => {
		fc.assert(
			fc.property(fc.string({ minLength: 12 }), (text) => {
				try {
					readPrivateKey(text);
				} catch (error) {
					const { message, advice } = error as { message: string; advice: string };
					expect(message + advice).not.toContain(text);
				}
			}),
		);
	});
});
