import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	MAX_BYTES,
	readMessage,
} from '../../../nodes/SalesforceOutboundMessageTrigger/readMessage';
import { Refusal } from '../../../nodes/SalesforceOutboundMessageTrigger/Refusal';
import { notificationId, writeMessage } from './writeMessage';
import { anyText } from '../../anyText';

const read = (text: string) => readMessage([Buffer.from(text)]);
const reasonOf = (text: string) =>
	read(text).then(
		() => 'taken',
		(error: unknown) => (error instanceof Refusal ? error.message : String(error)),
	);

/** Characters that XML takes, among them those that it gives a meaning. */
const text = fc
	.string({
		unit: fc.oneof(fc.constantFrom(...'<>&\'"]ä€😀 \n\t'), fc.string({ unit: 'grapheme-ascii' })),
	})
	.map((value) =>
		value.replace(/[^\n\t\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '').replaceAll('\r', ''),
	);
const name = fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,8}(__c)?$/).filter((value) => value !== 'Id');

/** The same text in the ways that XML has for it. */
const written = (value: string, how: 'entities' | 'numbers' | 'cdata'): string => {
	const signs: Record<string, string> = {
		'&': '&amp;',
		'<': '&lt;',
		'>': '&gt;',
		'"': '&quot;',
		"'": '&apos;',
	};
	if (how === 'entities') return value.replace(/[&<>"']/g, (sign) => signs[sign]!);
	if (how === 'numbers')
		return [...value].map((sign) => `&#x${sign.codePointAt(0)!.toString(16)};`).join('');
	return `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
};

interface Drawn {
	prefixes: { soap: string; om: string; sf: string; xsi: string };
	records: Array<
		Array<{ name: string; value: string | null; how: 'entities' | 'numbers' | 'cdata' }>
	>;
	comment: boolean;
}

const prefix = fc.stringMatching(/^[a-z]{1,5}$/).filter((value) => !value.startsWith('xml'));
const drawn: fc.Arbitrary<Drawn> = fc.record({
	prefixes: fc
		.uniqueArray(prefix, { minLength: 4, maxLength: 4 })
		.map(([soap, om, sf, xsi]) => ({ soap: soap!, om: om!, sf: sf!, xsi: xsi! })),
	records: fc.array(
		fc.uniqueArray(
			fc.record({
				name,
				value: fc.option(text),
				how: fc.constantFrom('entities' as const, 'numbers' as const, 'cdata' as const),
			}),
			{ selector: (field) => field.name, maxLength: 5 },
		),
		{ minLength: 1, maxLength: 5 },
	),
	comment: fc.boolean(),
});

/** An outbound message in whatever form XML allows. */
function write({ prefixes: { soap, om, sf, xsi }, records, comment }: Drawn): string {
	const note = comment ? '<!-- <Id>04l</Id> --><?pi <a?>' : '';
	const list = records.map((fields, index) => {
		const values = fields.map(({ name: field, value, how }) =>
			value === null
				? `<${sf}:${field} ${xsi}:nil="true"/>`
				: `<${sf}:${field}>${written(value, how)}</${sf}:${field}>`,
		);
		return `<${om}:Notification>${note}<${om}:sObject ${xsi}:type="${sf}:Account"><${sf}:Id>001gL000000000${index}</${sf}:Id>${values.join(note)}</${om}:sObject><${om}:Id>${notificationId(index)}</${om}:Id></${om}:Notification>`;
	});
	return `<${soap}:Envelope xmlns:${soap}="http://schemas.xmlsoap.org/soap/envelope/" xmlns:${om}="http://soap.sforce.com/2005/09/outbound" xmlns:${sf}="urn:sobject.enterprise.soap.sforce.com" xmlns:${xsi}="http://www.w3.org/2001/XMLSchema-instance"><${soap}:Header><${om}:Id>x</${om}:Id></${soap}:Header><${soap}:Body>${note}<${om}:notifications><${om}:OrganizationId>00DgL0000000001</${om}:OrganizationId><${om}:Unknown><${om}:Notification/></${om}:Unknown><${om}:ActionId>04kgL0000000001</${om}:ActionId>${list.join(note)}</${om}:notifications></${soap}:Body></${soap}:Envelope>`;
}

describe('a message', () => {
	it('is read whatever its prefixes, order, escapes, comments and pieces are', async () => {
		const property = fc.asyncProperty(
			drawn,
			fc.integer({ min: 1, max: 64 }),
			async (given, size) => {
				const bytes = Buffer.from(write(given));
				const pieces: Buffer[] = [];
				for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
				const { notifications, organizationId } = await readMessage(pieces);
				expect(organizationId.slice(0, 15)).toBe('00DgL0000000001');
				expect(notifications.map(({ fields }) => fields)).toEqual(
					given.records.map((fields) =>
						Object.fromEntries(fields.map((field) => [field.name, field.value])),
					),
				);
				expect(notifications.map(({ id }) => id.slice(0, 15))).toEqual(
					given.records.map((_, index) => notificationId(index)),
				);
			},
		);
		await fc.assert(property, { numRuns: 100 });
	});

	it('that is changed anywhere is read or refused, and nothing else', async () => {
		const message = writeMessage();
		const change = fc.record({
			at: fc.integer({ min: 0, max: message.length }),
			cut: fc.integer({ min: 0, max: 20 }),
			put: fc.oneof(
				anyText({ maxLength: 10 }),
				fc.constantFrom(
					'<',
					'</',
					'&',
					'<!DOCTYPE a>',
					']]>',
					'<![CDATA[',
					'&#0;',
					'&x;',
					'\0',
					'xmlns=""',
				),
			),
		});
		const property = fc.asyncProperty(
			fc.array(change, { minLength: 1, maxLength: 4 }),
			async (changes) => {
				let changed = message;
				for (const { at, cut, put } of changes)
					changed = changed.slice(0, at) + put + changed.slice(at + cut);
				const outcome = await reasonOf(changed);
				expect(outcome === 'taken' || outcome.startsWith('This is not an outbound message')).toBe(
					true,
				);
			},
		);
		await fc.assert(property, { numRuns: 200 });
	});

	it('of bytes by chance is refused', async () => {
		const property = fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
			await expect(readMessage([bytes])).rejects.toBeInstanceOf(Refusal);
		});
		await fc.assert(property, { numRuns: 200 });
	});
});

describe('a compound field', () => {
	it('keeps its parts', async () => {
		const record =
			'<sf:Id>001gL0000000001</sf:Id><sf:BillingAddress><sf:city>Bonn</sf:city></sf:BillingAddress>';
		const { notifications } = await read(
			writeMessage({ notifications: [{ id: notificationId(1), record }] }),
		);
		expect(notifications[0]!.fields).toEqual({ BillingAddress: { city: 'Bonn' } });
	});
});

describe('what is not a message', () => {
	const withRecord = (record: string, count = 1) =>
		writeMessage({
			notifications: Array.from({ length: count }, (_, index) => ({
				id: notificationId(index),
				record,
			})),
		});
	const id = '<sf:Id>001gL0000000001</sf:Id>';

	it.each([
		['a DOCTYPE', writeMessage({ head: '<!DOCTYPE a>' }), 'it has a DOCTYPE'],
		['an entity of its own', withRecord(`${id}<sf:Name>&b;</sf:Name>`), 'malformed'],
		[
			'another encoding',
			writeMessage({ head: '<?xml version="1.0" encoding="ISO-8859-1"?>' }),
			'UTF-8',
		],
		['a second root', `${writeMessage()}<a/>`, 'malformed'],
		['an end that is missing', writeMessage().slice(0, -3), 'malformed'],
		['another namespace', writeMessage().replace('2005/09', '2006/09'), 'no notifications'],
		['no notification', writeMessage({ notifications: [] }), 'no notifications'],
		['101 notifications', withRecord(id, 101), 'more than 100'],
		['elements without end', writeMessage().replace(id, '<a>'.repeat(50)), 'nested too deep'],
		[
			'attributes without end',
			writeMessage().replace(
				'<SessionId',
				`<SessionId ${Array.from({ length: 99 }, (_, at) => `a${at}=""`).join(' ')}`,
			),
			'too many attributes',
		],
		[
			'fields without end',
			withRecord(id + Array.from({ length: 1_001 }, (_, at) => `<sf:a${at}/>`).join('')),
			'too many fields',
		],
		[
			'a field with a name of its own',
			withRecord(`${id}<sf:a.b/>`),
			'a name that Salesforce does not allow',
		],
		[
			'a field that changes all objects',
			withRecord(`${id}<sf:__proto__><sf:x>1</sf:x></sf:__proto__>`),
			'a name that Salesforce does not allow',
		],
		[
			'one field with two values',
			withRecord(`${id}<sf:Name>a</sf:Name><sf:Name>b</sf:Name>`),
			'Name occurs twice',
		],
		[
			'an id with a wrong check',
			withRecord('<sf:Id>001gL0000000001ZZZ</sf:Id>'),
			"A record's Id is not an ID",
		],
		[
			'an id of something else',
			writeMessage({ organizationId: '001gL0000000001' }),
			'OrganizationId is not an ID',
		],
		[
			'a type of another namespace',
			writeMessage().replace('xsi:type="sf:', 'xsi:type="soapenv:'),
			'names no Salesforce object',
		],
	])('is refused: %s', async (_, message, reason) => {
		expect(await reasonOf(message)).toContain(reason);
	});

	it('is refused at the byte that is too much, whatever comes after it', async () => {
		let given = 0;
		function* endless() {
			const space = Buffer.alloc(64 * 1024, ' ');
			for (;;) {
				given += space.length;
				yield space;
			}
		}
		await expect(readMessage(endless())).rejects.toMatchObject({ status: 413 });
		expect(given).toBeLessThanOrEqual(MAX_BYTES + 64 * 1024);
		await expect(readMessage(endless(), MAX_BYTES + 1)).rejects.toMatchObject({ status: 413 });
	});

	it('lets others have their turn while it is read', async () => {
		let turns = 0;
		const timer = setInterval(() => (turns += 1), 1);
		const message = writeMessage().replace(id, `${id}<sf:Name>${'x'.repeat(9_000_000)}</sf:Name>`);
		await read(message);
		clearInterval(timer);
		expect(turns).toBeGreaterThan(5);
	});
});
