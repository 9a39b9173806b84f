import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { readRecords } from '../../../nodes/Salesforce/resources/bulkJob/rowsOfCsv';
import { adviceFor } from '../../../rest';

const recordsOf = async (...lines: string[]) => {
	const csv = Readable.from([Buffer.from(`${lines.join('\n')}\n`)]) as AsyncIterable<Buffer>;
	const records = [];
	for await (const batch of readRecords(csv)) records.push(...batch);
	return records;
};

describe('names that all objects know', () => {
	afterEach(() => {
		delete (Object.prototype as Record<string, unknown>).polluted;
		delete (Object as unknown as Record<string, unknown>).polluted;
	});

	it.each(['__proto__.polluted', 'constructor.polluted', 'constructor.prototype.polluted'])(
		'a column %s of a CSV changes nothing outside its record',
		async (column) => {
			const [record] = await recordsOf(`Id,Account.Name,${column}`, '001,Acme,yes');
			expect(record).toMatchObject({ Id: '001', Account: { Name: 'Acme' } });
			expect(({} as Record<string, unknown>).polluted).toBeUndefined();
			expect((Object as unknown as Record<string, unknown>).polluted).toBeUndefined();
		},
	);

	it.each(['constructor', 'toString', '__proto__'])(
		'an error code %s gets no advice',
		(errorCode) => {
			expect(adviceFor({ errorCode })).toBeUndefined();
		},
	);
});
