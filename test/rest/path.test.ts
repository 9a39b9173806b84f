import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecordId, path, toLongId } from '../../rest';
import { anyText } from '../anyText';

describe('path', () => {
	it('lets no value change what the path means', () => {
		fc.assert(
			fc.property(anyText(), (value) => {
				let built: string;
				try {
					built = path`sobjects/Account/Ext__c/${value}`;
				} catch {
					return;
				}
				const url = new URL(`/services/data/v67.0/${built}`, 'https://acme.my.salesforce.com');
				expect(url.search + url.hash).toBe('');
				const segments = url.pathname.split('/');
				expect(segments).toHaveLength(8);
				expect(decodeURIComponent(segments[7]!)).toBe(value);
			}),
		);
	});

	it.each(['', '.', '..', '\uD800'])('refuses %j', (value) => {
		expect(() => path`sobjects/${value}`).toThrow();
	});
});

describe('record ids', () => {
	it.each([
		['001D000000K0fXO', 'IAZ'],
		['7506g00000DhRA2', 'AAN'],
		['0015f00000BCvRe', 'AAL'],
		['005R0000000Giwj', 'IAC'],
		['006SM0000001Tb3', 'YAE'],
	])('lengthens %s by %s', (id, suffix) => {
		expect(toLongId(id)).toBe(id + suffix);
		expect(toLongId(id + suffix)).toBe(id + suffix);
	});

	it.each([
		'001D000000K0fXOIAZ',
		' 001D000000K0fXOIAZ ',
		'https://acme.lightning.force.com/lightning/r/Account/001D000000K0fXOIAZ/view',
		'https://acme.lightning.force.com/lightning/r/001D000000K0fXOIAZ/related/Contacts/view?x=1',
		'https://acme.my.salesforce.com/001D000000K0fXOIAZ',
		'https://acme.my.salesforce.com/services/data/v67.0/sobjects/OpportunityLine/001D000000K0fXOIAZ',
	])('finds the id in %s', (text) => {
		expect(parseRecordId(text)).toBe('001D000000K0fXOIAZ');
	});

	it.each(['', '001', 'https://acme.my.salesforce.com/home', "001D000000K0fXO' OR"])(
		'finds none in "%s"',
		(text) => {
			expect(() => parseRecordId(text)).toThrow();
		},
	);
});
