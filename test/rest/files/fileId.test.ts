import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILES, parseFileId, parseRecordIds, toLongId } from '../../../rest';

const ORG = 'https://acme.lightning.force.com';

describe('a file in what a user pastes', () => {
	it.each([
		['069xx0000004C9jAAE', 'ContentDocument', '069xx0000004C9jAAE'],
		[' 068xx0000004C9j ', 'ContentVersion', toLongId('068xx0000004C9j')],
		['00Pxx0000004C9jAAE', 'Attachment', '00Pxx0000004C9jAAE'],
		['015xx0000004C9jAAE', 'Document', '015xx0000004C9jAAE'],
		[
			`${ORG}/lightning/r/ContentDocument/069xx0000004C9jAAE/view`,
			'ContentDocument',
			'069xx0000004C9jAAE',
		],
		[
			`${ORG}/one/one.app#/sObject/069xx0000004C9jAAE/view`,
			'ContentDocument',
			'069xx0000004C9jAAE',
		],
		[
			`${ORG}/sfc/servlet.shepherd/version/download/068xx0000004C9jAAE?asPdf=false`,
			'ContentVersion',
			'068xx0000004C9jAAE',
		],
		[
			`${ORG}/sfc/servlet.shepherd/version/renditionDownload?rendition=ORIGINAL_Png&versionId=068xx0000004C9jAAE&contentId=05Txx0000004C9jAAE`,
			'ContentVersion',
			'068xx0000004C9jAAE',
		],
		[
			`${ORG}/servlet/servlet.FileDownload?file=00Pxx0000004C9jAAE`,
			'Attachment',
			'00Pxx0000004C9jAAE',
		],
	])('is found in %s', (pasted, object, id) => {
		expect(parseFileId(pasted)).toEqual({ object, id });
	});

	it.each([
		'',
		'offer.pdf',
		'001xx000003DGb2AAG',
		`${ORG}/lightning/r/Account/001xx000003DGb2AAG/related/AttachedContentDocuments/view`,
		// The case of a prefix counts.
		'00pxx0000004C9jAAE',
		'069xx0000004C9jAA',
	])('is not in %j', (pasted) => {
		expect(() => parseFileId(pasted)).toThrow(/(is not the ID or URL of such a file|is empty)$/);
	});

	it('must be of a kind that will do', () => {
		expect(() => parseFileId('00Pxx0000004C9jAAE', FILES)).toThrow(/not the ID or URL/);
	});
});

const ids = fc.stringMatching(/^[a-zA-Z0-9]{14}\d$/);

describe('record IDs', () => {
	it('are read off lists and text, in order, each once and in one length', () => {
		fc.assert(
			fc.property(fc.array(ids), fc.constantFrom(', ', ',', '\n', ' ,,'), (list, between) => {
				const expected = [...new Set(list.map(toLongId))];
				expect(parseRecordIds(list, 'Link To')).toEqual(expected);
				expect(parseRecordIds(list.join(between), 'Link To')).toEqual(expected);
				expect(parseRecordIds([list.join(between)], 'Link To')).toEqual(expected);
			}),
		);
	});

	it('are none where nothing is given', () => {
		for (const nothing of [undefined, null, '', [], ' , ']) {
			expect(parseRecordIds(nothing, 'Link To')).toEqual([]);
		}
	});

	it('are refused with all that are none', () => {
		expect(() => parseRecordIds(['x', '001xx000003DGb2', { id: 1 }, 5], 'Link To')).toThrow(
			`'Link To' has values that are not record IDs: "x", "{"id":1}", "5"`,
		);
	});
});
