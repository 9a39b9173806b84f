import { describe, expect, it } from 'vitest';
import { defaultDialect } from '../../../emulator/bulk/csvDialect';
import { IngestRun, type SaveRows } from '../../../emulator/bulk/IngestRun';
import { Spool } from '../../../emulator/bulk/Spool';

/** Rows whose first cell is `bad` fail; the others get their first cell as id. */
const save: SaveRows = (rows) =>
	rows.map(([name = '']) =>
		name === 'bad'
			? { id: '', errors: [{ code: 'X', message: 'no', fields: ['Name'] }] }
			: { id: name, created: true },
	);

async function run(csv: string, batchSize = 10_000, shuffle?: () => number) {
	const upload = new Spool();
	await upload.append(csv);
	const options = { dialect: defaultDialect, batchSize, ...(shuffle ? { shuffle } : {}) };
	return new IngestRun(upload, () => save, options);
}

async function textOf(chunks: AsyncIterable<Buffer | string>): Promise<string> {
	let text = '';
	for await (const chunk of chunks) text += chunk.toString();
	return text;
}

describe('IngestRun', () => {
	it('lists each row once, saved or failed, with the header as it was sent', async () => {
		const job = await run('Name,"Size"\na,1\nbad,2\nc,3\n');
		expect(await job.step()).toBe(true);
		expect(await textOf(job.successfulResults())).toBe(
			'"sf__Id","sf__Created",Name,"Size"\n"a","true","a","1"\n"c","true","c","3"\n',
		);
		expect(await textOf(job.failedResults())).toBe(
			'"sf__Id","sf__Error",Name,"Size"\n"","X:no:Name --","bad","2"\n',
		);
		expect(await textOf(job.unprocessedRecords())).toBe('Name,"Size"\n');
		expect([job.processed, job.failed]).toEqual([3, 1]);
	});

	it('takes a batch a step and leaves the rest unprocessed', async () => {
		const job = await run('Name\na\nb\nc\n', 2);
		expect(await job.step()).toBe(false);
		expect(await textOf(job.unprocessedRecords())).toBe('Name\n"c"\n');
		expect(await job.step()).toBe(true);
		expect(job.processed).toBe(3);
	});

	it('is done with the last row, not a step later', async () => {
		const job = await run('Name\na\nb\n', 2);
		expect(await job.step()).toBe(true);
	});

	it('mixes the results of a batch when told to, and loses none', async () => {
		const names = [...'abcdefgh'];
		let seed = 0.1;
		const job = await run(`Name\n${names.join('\n')}\n`, 100, () => (seed = (seed * 7) % 1));
		await job.step();
		const lines = (await textOf(job.successfulResults())).trim().split('\n').slice(1);
		const order = lines.map((line) => line.slice(1, 2));
		expect(order).not.toEqual(names);
		expect(order.sort()).toEqual(names);
	});

	it.each(['', 'Name\n', 'Name'])('finds nothing to do in %j', async (csv) => {
		const job = await run(csv);
		expect(await job.step()).toBe(true);
		expect((await textOf(job.successfulResults())).split('\n')).toHaveLength(2);
	});
});
