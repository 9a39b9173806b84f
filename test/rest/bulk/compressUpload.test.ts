import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../rest';
import { fromCsv, IngestRun, readOutcomes } from '../../../rest/bulk';
import { type BulkOrg, ingest, startBulkOrg } from './bulkOrg';
import { opener } from '../csv/csvSamples';

const insert = { object: 'Contact', operation: 'insert' } as const;
const people = (count: number) =>
	Array.from({ length: count }, (_, row) => ({ LastName: `Person ${row}` }));
const names = ({ org }: BulkOrg) => org.records('Contact').map((row) => row.LastName);

describe('an upload', () => {
	it('compresses the upload if that is asked for, and Salesforce has the same rows', async () => {
		const bulk = await startBulkOrg();
		const run = await ingest(bulk, insert, people(300), { gzip: true });
		const uploads = bulk.org.calls.filter(({ method }) => method === 'PUT');
		expect(uploads.map(({ headers }) => headers['content-encoding'])).toEqual(['gzip']);
		expect(names(bulk)).toEqual(people(300).map(({ LastName }) => LastName));
		const { rows } = await readOutcomes(run);
		expect(rows.every((row) => row.success)).toBe(true);
	});

	it('compresses a second time if the first upload was lost', async () => {
		const bulk = await startBulkOrg();
		bulk.org.addFault({ match: { method: 'PUT' }, dropBefore: true });
		await ingest(bulk, insert, people(3), { gzip: true });
		expect(names(bulk)).toEqual(people(3).map(({ LastName }) => LastName));
	});

	it('ends the job if the file to compress turns out to be broken', async () => {
		const bulk = await startBulkOrg();
		const run = new IngestRun(bulk.client, insert, { gzip: true });
		await run.run(fromCsv(opener(Buffer.from('LastName\nok\n"never closed\n'))));
		expect(run.parts[0]!.error).toBeInstanceOf(InvalidInputError);
		expect(names(bulk)).toEqual([]);
		expect(run.jobs).toMatchObject([{ state: 'Aborted' }]);
	});
});
