import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../http';
import { anyText } from '../anyText';

const TOKEN = '00D000000000001!AQEAQHx+k/Zq7"m\\_Yw-R3dv.Tt9=ü&äöx/y';

const percentAll = (text: string) =>
	[...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** What servers, gateways and logs make of a header that they echo. */
const FORMS: Record<string, (secret: string) => string> = {
	'as it is': (secret) => secret,
	'in lower case': (secret) => secret.toLowerCase(),
	'in upper case': (secret) => secret.toUpperCase(),
	'in base64': base64,
	'in base64 behind Bearer': (secret) => base64(`Bearer ${secret}`),
	'in base64 behind two letters': (secret) => base64(`xx${secret}yyy`),
	'in base64url': (secret) => Buffer.from(secret).toString('base64url'),
	'in base64, percent-encoded': (secret) => encodeURIComponent(base64(`x${secret}`)),
	'in hex': (secret) => Buffer.from(secret).toString('hex'),
	'in hex, upper case': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
	'in JSON': (secret) => JSON.stringify(secret).slice(1, -1),
	'in JSON, within JSON': (secret) => JSON.stringify(JSON.stringify({ a: secret })),
	'in JSON, every letter escaped': (secret) =>
		secret
			.split('')
			.map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
			.join(''),
	'percent-encoded': encodeURIComponent,
	'percent-encoded, every letter': percentAll,
	'percent-encoded twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
	'in HTML': (secret) => secret.replace(/["&+]/g, (c) => `&#${c.charCodeAt(0)};`),
	'cut off': (secret) => secret.slice(0, 40),
	'from its middle on': (secret) => secret.slice(9),
};

describe('a secret', () => {
	it.each(Object.entries(FORMS))('%s is taken out, and what stands around it stays', (_, write) => {
		const written = write(TOKEN);
		const redacted = createRedactor([TOKEN])(`Bad: ${written} (ä)`);
		expect(redacted).toMatch(/^Bad: .{0,20}\*\*\*.{0,20} \(ä\)$/);
		for (let i = 0; i + 24 <= written.length; i += 1) {
			expect(redacted).not.toContain(written.slice(i, i + 24));
		}
	});

	it('of any kind is taken out of any text', () => {
		const secret = fc.string({ minLength: 16, maxLength: 60, unit: 'grapheme' });
		const write = fc.constantFrom(...Object.values(FORMS).slice(0, -2));
		fc.assert(
			fc.property(secret, write, fc.string(), fc.string(), (value, form, before, after) => {
				const redacted = createRedactor([value])(`${before} ${form(value)} ${after}`);
				expect(redacted).toContain('***');
			}),
			{ numRuns: 300 },
		);
	});

	it('with letters outside ASCII is taken out in lower and in upper case', () => {
		const secret = 'Ꙅекретъ-Ꙅекретъ-Ꙅекретъ';
		for (const written of [secret.toLowerCase(), secret.toUpperCase()]) {
			expect(createRedactor([secret])(`a ${written} b`)).toBe('a *** b');
		}
	});

	it('is not found if it is not: the very same text comes back', () => {
		const redact = createRedactor([TOKEN, '']);
		fc.assert(
			fc.property(anyText(), (text) => {
				expect(redact(text)).toBe(text);
			}),
		);
		const bytes = Buffer.from([0xff, 0x00, 0x25, 0x34]);
		expect(redact.bytes(bytes)).toBe(bytes);
	});

	it('costs no time, however long the text', () => {
		const redact = createRedactor(['x'.repeat(2_000), TOKEN]);
		// Of this process, whatever else the machine does.
		const start = process.cpuUsage();
		redact.bytes(Buffer.from('a%41\\u0041'.repeat(100_000)));
		expect(process.cpuUsage(start).user / 1_000).toBeLessThan(3_000);
	});
});
