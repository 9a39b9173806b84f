import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAllowedAddresses } from '../../../nodes/SalesforceOutboundMessageTrigger/readAllowedAddresses';

const toNumber4 = (address: string) =>
	address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
const toText4 = (value: bigint) =>
	[24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
const toText6 = (value: bigint) =>
	Array.from({ length: 8 }, (_, at) =>
		((value >> BigInt(112 - 16 * at)) & 0xffffn).toString(16),
	).join(':');

/** Whether the first bits of both are the same. */
const shares = (one: bigint, other: bigint, bits: number, width: number) =>
	one >> BigInt(width - bits) === other >> BigInt(width - bits);

const value = (width: number) => fc.bigInt({ min: 0n, max: (1n << BigInt(width)) - 1n });
/** An address that shares some bits with the range's, by chance or on purpose. */
const near = (width: number) =>
	fc
		.tuple(
			value(width),
			value(width),
			fc.integer({ min: 0, max: width }),
			fc.integer({ min: 0, max: width }),
		)
		.map(([base, other, bits, same]) => {
			const low = BigInt(width - same);
			return { base, bits, address: ((base >> low) << low) | (other & ((1n << low) - 1n)) };
		});

describe('a range', () => {
	it('of IPv4 holds the addresses that begin with its bits, in both ways of writing them', () => {
		fc.assert(
			fc.property(near(32), ({ base, bits, address }) => {
				const isAllowed = readAllowedAddresses(`192.0.2.0/32, ${toText4(base)}/${bits}`);
				const expected = shares(base, address, bits, 32);
				expect(isAllowed(toText4(address))).toBe(expected || address === toNumber4('192.0.2.0'));
				expect(isAllowed(`::ffff:${toText4(address)}`)).toBe(isAllowed(toText4(address)));
			}),
			{ numRuns: 1_000 },
		);
	});

	it('of IPv6 holds the addresses that begin with its bits', () => {
		fc.assert(
			fc.property(near(128), ({ base, bits, address }) => {
				// What begins with ::ffff: is IPv4.
				fc.pre(address >> 32n !== 0xffffn);
				const isAllowed = readAllowedAddresses(`${toText6(base)}/${bits}`);
				expect(isAllowed(toText6(address))).toBe(shares(base, address, bits, 128));
			}),
			{ numRuns: 1_000 },
		);
	});
});

describe('a list', () => {
	it('that is empty allows all', () => {
		expect(readAllowedAddresses(' ,\n ')('203.0.113.7')).toBe(true);
	});

	it.each([
		['203.0.113.7', '203.0.113.7', true],
		['203.0.113.7', '203.0.113.8', false],
		['::ffff:203.0.113.7', '203.0.113.7', true],
		['2001:DB8::1', '2001:db8:0:0::1', true],
		['fe80::/10', 'fe80::1%eth0', true],
		['0.0.0.0/0', '2001:db8::1', false],
		['::/0', '2001:db8::1', true],
		['10.0.0.0/8\n192.168.0.0/16', '192.168.1.1', true],
		['10.0.0.0/8', 'unknown', false],
		['10.0.0.0/8', '', false],
	])('of %j takes %j: %s', (list, address, expected) => {
		expect(readAllowedAddresses(list)(address)).toBe(expected);
	});

	it.each([
		'10.0.0',
		'10.0.0.0/33',
		'2001:db8::/129',
		'10.0.0.0/',
		'10.0.0.0/8/8',
		'10.0.0.0/-1',
		'example.com',
		'010.0.0.1/8',
		'1.2.3.4/0x8',
	])('names the entry that is none: %s', (entry) => {
		expect(() => readAllowedAddresses(`127.0.0.1, ${entry}`)).toThrow(
			`'${entry}' in 'Allowed IP Addresses'`,
		);
	});
});
