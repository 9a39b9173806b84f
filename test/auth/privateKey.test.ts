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

describe('what is not an RSA key of 2048 bits', () => {
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

	/** ASN.1 in DER, of short contents. */
	const der = (tag: number, ...parts: Buffer[]): Buffer => {
		const content = Buffer.concat(parts);
		const { length } = content;
		const head = length < 128 ? [length] : [0x82, length >> 8, length & 255];
		return Buffer.concat([Buffer.from([tag, ...head]), content]);
	};
	const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
	const octets = (bytes: Buffer) => der(0x04, bytes);
	const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
	const salt = sequence(octets(Buffer.alloc(8, 7)), der(0x02, Buffer.from([8, 0])));
	/** PKCS#8 under a cipher that Node can't write: what it holds is never reached. */
	const oldKey = (...algorithm: Buffer[]) => {
		const body = sequence(sequence(...algorithm), octets(Buffer.alloc(1_224, 9)));
		const lines = body.toString('base64').replace(/.{64}/g, '$&\n');
		return `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${lines}\n-----END ENCRYPTED PRIVATE KEY-----\n`;
	};
	const pbkdf2 = sequence(oid('2a864886f70d01050c'), salt);
	const OLD_CIPHERS: Record<string, string> = {
		pbeWithMD5AndDES: oldKey(oid('2a864886f70d010503'), salt),
		pbeWithSHA1And40BitRC2: oldKey(oid('2a864886f70d010c0106'), salt),
		'DES by PBES2': oldKey(
			oid('2a864886f70d01050d'),
			sequence(pbkdf2, sequence(oid('2b0e030207'), octets(Buffer.alloc(8, 3)))),
		),
		'DES in PKCS#1': [
			'-----BEGIN RSA PRIVATE KEY-----',
			'Proc-Type: 4,ENCRYPTED',
			'DEK-Info: DES-CBC,29597196F58406E5',
			'',
			...Array.from({ length: 24 }, () => 'A'.repeat(64)),
			'-----END RSA PRIVATE KEY-----',
		].join('\n'),
	};

	it.each(Object.entries(OLD_CIPHERS))(
		'a key under a cipher that Node has no more (%s) says so, with the line that converts it',
		(_what, text) => {
			for (const passphrase of [PASSPHRASE, '', undefined]) {
				expect(() => readPrivateKey(text, passphrase)).toThrow(
					expect.objectContaining({
						code: 'KEY_CIPHER_GONE',
						message: expect.stringMatching(/old cipher/),
						advice: expect.stringContaining(
							'openssl pkey -provider legacy -provider default -in salesforce.key -aes256 -out new.key',
						),
					}),
				);
			}
		},
	);

	it('an encrypted key with a hole says that it is damaged, not that its passphrase is wrong', () => {
		const lines = written.encrypted.split('\n');
		lines.splice(12, 1);
		expect(() => readPrivateKey(lines.join('\n'), PASSPHRASE)).toThrow(
			expect.objectContaining({
				code: 'INVALID_PRIVATE_KEY',
				message: expect.stringMatching(/encrypted, and damaged/),
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
