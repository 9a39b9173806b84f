import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../rest';
import {
	abortJob,
	fromCsv,
	getJob,
	IngestRun,
	listJobs,
	readOutcomes,
	readResultList,
} from '../../../rest/bulk';
import { type BulkOrg, ingest, startBulkOrg } from './bulkOrg';
import { collect, opener } from '../csv/csvSamples';

const insert = { object: 'Contact', operation: 'insert' } as const;
const people = (count: number) =>
	Array.from({ length: count }, (_, row) => ({ LastName: `Person ${row}` }));
const csv = (text: string) => opener(Buffer.from(text));
const names = ({ org }: BulkOrg) => org.records('Contact').map((row) => row.LastName);

const byNumber = (a: unknown, b: unknown) =>
	Number(/\d+/.exec(String(a))) - Number(/\d+/.exec(String(b)));
const collectJobs = async ({ client }: BulkOrg) =>
	(await collect(listJobs(client, 'ingest'))).flat();

async function listText(run: IngestRun, list: Parameters<typeof readResultList>[1]) {
	return Buffer.concat(await collect(readResultList(run, list))).toString();
}

describe('an ingest run', () => {
	it('splits at record borders into jobs that follow each other', async () => {
		const bulk = await startBulkOrg();
		const run = await ingest(bulk, insert, people(30), { maxBytes: 150 });
		const { rows } = await readOutcomes(run);
		expect(run.parts.length).toBeGreaterThan(2);
		expect(rows.map((row) => row.success)).toEqual(people(30).map(() => true));
		expect(names(bulk)).toEqual(people(30).map(({ LastName }) => LastName));
		const calls = bulk.jobCalls().map((call) => call.replace(/750\w+/, 'id'));
		expect(calls.slice(0, 5)).toEqual([
			'POST ',
			'PUT /id/batches',
			'PATCH /id',
			'GET /id',
			'POST ',
		]);
	});

	it('runs several jobs at the same time if that is asked for', async () => {
		const bulk = await startBulkOrg({ bulkPace: { by: 'polls', queued: 2, perBatch: 0 } });
		const run = await ingest(bulk, insert, people(30), { maxBytes: 150, parallelJobs: 3 });
		const posts = bulk.jobCalls().map((call) => call.slice(0, 3));
		expect(posts.join(' ')).toMatch(/^POS PUT PAT (GET )?POS (GET )?PUT/);
		expect(run.jobs.map(({ state }) => state)).toEqual(run.jobs.map(() => 'JobComplete'));
		expect(names(bulk).toSorted()).toEqual(
			people(30)
				.map((row) => row.LastName)
				.toSorted(),
		);
	});

	it('waits 1, 2, 5, 10 and up to 30 s between its looks', async () => {
		const bulk = await startBulkOrg({ bulkPace: { by: 'polls', queued: 9, perBatch: 0 } });
		await ingest(bulk, insert, people(1));
		const seconds = bulk.delays.map((delay) => delay / 1000);
		expect(seconds).toEqual([1, 2, 5, 10, 15, 20, 30, 30, 30]);
	});

	it('gives up waiting at its limit and leaves the job to a later run, which sends nothing', async () => {
		const bulk = await startBulkOrg({ bulkPace: { by: 'polls', queued: 4, perBatch: 0 } });
		let clock = 0;
		const sleep = (milliseconds: number) => Promise.resolve(void (clock += milliseconds));
		const run = await ingest(
			bulk,
			insert,
			people(3),
			{ limit: 2000 },
			bulk.clientWith({ now: () => clock, sleep }),
		);
		const { rows } = await readOutcomes(run);
		const [job] = run.jobs;
		expect(rows.map((row) => !row.success && [row.error.errorCode, row.error.jobId])).toEqual(
			people(3).map(() => ['WAIT_LIMIT', job!.id]),
		);

		const resumed = await ingest(bulk, insert, people(3), { resumeJobIds: [job!.id] });
		const later = await readOutcomes(resumed);
		expect(later.rows.map(({ success }) => success)).toEqual([true, true, true]);
		expect(names(bulk)).toHaveLength(3);
		expect(bulk.jobCalls().filter((call) => /^(POST|PUT|PATCH)/.test(call))).toHaveLength(3);
	});

	it('uploads the rows into the job that it resumes, if that job is still empty', async () => {
		const bulk = await startBulkOrg();
		bulk.org.addFault({
			match: { method: 'PUT' },
			status: 400,
			body: [{ errorCode: 'X', message: 'y' }],
		});
		bulk.org.addFault({ match: { method: 'PATCH' }, status: 503, times: 99, body: '' });
		const run = await ingest(bulk, insert, people(2));
		const [job] = run.jobs;
		bulk.org.clearFaults();
		expect(await getJob(bulk.client, 'ingest', job!.id)).toMatchObject({ state: 'Open' });

		const resumed = await ingest(bulk, insert, people(2), { resumeJobIds: [job!.id] });
		expect(resumed.jobs).toMatchObject([{ id: job!.id, state: 'JobComplete' }]);
		expect(names(bulk)).toHaveLength(2);
	});

	it('never closes a job to resume that may have half of its rows', async () => {
		const bulk = await startBulkOrg();
		const old = await ingest(bulk, insert, people(2), { wait: false });
		bulk.org.addFault({ match: { path: /jobs\/ingest\/\w+$/ }, dropBefore: true, times: 99 });
		const stuck = await ingest(bulk, insert, people(2));
		bulk.org.clearFaults();
		const [job] = stuck.jobs;
		expect(await getJob(bulk.client, 'ingest', job!.id)).toMatchObject({ state: 'Open' });

		const resumed = await ingest(bulk, insert, people(2), { resumeJobIds: [job!.id] });
		expect(await getJob(bulk.client, 'ingest', job!.id)).toMatchObject({ state: 'Aborted' });
		expect(resumed.jobs[0]).toMatchObject({ state: 'JobComplete' });
		expect(names(bulk)).toHaveLength(4);
		expect(old.jobs).toHaveLength(1);
	});

	const limit = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }];
	const look = { method: 'GET', path: /jobs\/ingest\/\w+$/ } as const;

	it.each([
		['the look at it is refused', look],
		['closing it again is refused', { method: 'PATCH' } as const],
	])('may be at work if its close has no answer and %s', async (_, match) => {
		const bulk = await startBulkOrg();
		const isSecond = match.method === 'PATCH';
		bulk.org.addFault({
			match: { method: 'PATCH' },
			...(isSecond ? { dropBefore: true } : { dropAfter: true }),
		});
		bulk.org.addFault({ match, status: 403, body: limit, times: 99 });
		const run = await ingest(bulk, insert, people(3));
		const { rows } = await readOutcomes(run);
		const [job] = run.jobs;
		expect(rows.map((row) => !row.success && row.error)).toMatchObject(
			people(3).map(() => ({ errorCode: 'UNKNOWN_OUTCOME', jobId: job!.id, mayBeSaved: true })),
		);
		expect(run.resumableJobIds).toEqual([job!.id]);
		bulk.org.clearFaults();

		const resumeJobIds = run.resumableJobIds;
		const resumed = await ingest(bulk, insert, people(3), { resumeJobIds });
		const later = await readOutcomes(resumed);
		expect(later.rows.map(({ success }) => success)).toEqual([true, true, true]);
		expect(names(bulk)).toHaveLength(3);
	});

	it('is remembered if it is to be resumed and the look at it is refused', async () => {
		const bulk = await startBulkOrg();
		const first = await ingest(bulk, insert, people(6), { maxRecordBytes: 1000, maxBytes: 60 });
		const ids = first.jobs.map(({ id }) => id);
		expect(ids.length).toBeGreaterThan(1);
		bulk.org.addFault({ match: look, status: 403, body: limit, times: 99 });
		const refused = await ingest(bulk, insert, people(6), { maxBytes: 60, resumeJobIds: ids });
		const { rows } = await readOutcomes(refused);
		expect(rows[0]).toMatchObject({
			error: { errorCode: 'UNKNOWN_OUTCOME', jobId: ids[0], mayBeSaved: true },
		});
		expect(refused.resumableJobIds).toEqual(ids);
		expect(names(bulk)).toHaveLength(6);
	});

	it('leaves decided rows as they are if the job that sent others again can not be looked at', async () => {
		const bulk = await startBulkOrg();
		const first = await ingest(bulk, insert, people(2));
		const ids = [...first.resumableJobIds, '750000000000000AAA'];
		const resumed = await ingest(bulk, insert, people(2), { resumeJobIds: ids });
		const { rows } = await readOutcomes(resumed);
		expect(rows.map(({ success }) => success)).toEqual([true, true]);
		expect(resumed.resumableJobIds).toEqual(ids);
	});

	it('refuses to resume a job for something else', async () => {
		const bulk = await startBulkOrg();
		const { jobs } = await ingest(bulk, insert, people(1));
		const spec = { object: 'Account', operation: 'insert' } as const;
		const run = await ingest(bulk, spec, [{ Name: 'x' }], { resumeJobIds: [jobs[0]!.id] });
		expect(run.parts[0]!.error).toBeInstanceOf(InvalidInputError);
	});

	it('tells every row of a job that fails before its first row', async () => {
		const bulk = await startBulkOrg();
		const run = await ingest(bulk, insert, [{ LastName: 'a', Nonsense__c: 1 }, { LastName: 'b' }]);
		const { rows } = await readOutcomes(run);
		expect(rows).toEqual(
			[0, 1].map(() => ({
				success: false,
				error: {
					errorCode: 'UNPROCESSED',
					message: expect.stringMatching(/^Not processed: InvalidBatch.*Nonsense__c/) as string,
					fields: [],
					jobId: run.jobs[0]!.id,
				},
			})),
		);
	});

	it.each(['Aborted', 'Failed'])(
		'tells saved rows from others when a job ends %s',
		async (state) => {
			const bulk = await startBulkOrg({
				bulkBatchSize: 4,
				bulkShuffleSeed: 3,
				bulkPace: { by: 'polls', queued: 0, perBatch: 1 },
			});
			let looks = 0;
			const sleep = async () => {
				if (++looks < 3) return;
				const [job] = await collectJobs(bulk);
				if (looks === 3) await abortJob(bulk.client, 'ingest', job!.id);
				const body = { ...job, state, numberRecordsProcessed: 8, errorMessage: 'Too many locks' };
				bulk.org.addFault({ match: { method: 'GET', path: /ingest\/\w+$/ }, status: 200, body });
			};
			const run = await ingest(bulk, insert, people(20), {}, bulk.clientWith({ sleep }));
			const { rows } = await readOutcomes(run);
			const saved = rows.flatMap((row, at) => (row.success ? [`Person ${at}`] : []));
			expect(saved).toEqual(names(bulk).toSorted(byNumber));
			expect(saved).toHaveLength(8);
			const others = rows.filter((row) => !row.success && row.error.errorCode === 'UNPROCESSED');
			expect(others).toHaveLength(12);
			expect((await listText(run, 'successful')).trim().split('\n')).toHaveLength(9);
			expect((await listText(run, 'unprocessed')).trim().split('\n')).toHaveLength(13);
		},
	);

	it('sends no further rows after a job has failed, and says so for each', async () => {
		const bulk = await startBulkOrg();
		const records = people(12).map((row) => ({ ...row, Nonsense__c: 1 }));
		const run = await ingest(bulk, insert, records, { maxBytes: 120 });
		const { rows } = await readOutcomes(run);
		const codes = rows.map((row) => !row.success && row.error.errorCode);
		expect(codes).toHaveLength(12);
		expect(new Set(codes)).toEqual(new Set(['UNPROCESSED', 'NOT_SENT']));
		expect(run.jobs).toHaveLength(1);
		expect((await listText(run, 'unprocessed')).trim().split('\n')).toHaveLength(13);
	});

	it('marks rows as unknown that the results lack, and counts results that are strange', async () => {
		const bulk = await startBulkOrg();
		bulk.org.addFault({
			match: { path: 'successfulResults' },
			status: 200,
			headers: { 'content-type': 'text/csv' },
			body: '"sf__Id","sf__Created","LastName"\n"003000000000001AAA","true","Person 1"\n"003000000000002AAA","true","Stranger"\n',
		});
		const run = await ingest(bulk, insert, people(3));
		const { rows, surplus } = await readOutcomes(run);
		expect(rows.map((row) => (row.success ? row.id : row.error.errorCode))).toEqual([
			'UNKNOWN_OUTCOME',
			'003000000000001AAA',
			'UNKNOWN_OUTCOME',
		]);
		expect(surplus).toBe(1);
	});

	it('ends its job when the run is stopped and that is asked for', async () => {
		const bulk = await startBulkOrg({ bulkPace: { by: 'polls', queued: 99, perBatch: 0 } });
		const stop = new AbortController();
		const sleep = (_: number, signal?: AbortSignal) => {
			stop.abort(new Error('stopped'));
			return signal?.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve();
		};
		const client = bulk.clientWith({ signal: stop.signal, sleep });
		const options = { abortOnStop: true };
		await expect(ingest(bulk, insert, people(1), options, client)).rejects.toThrow('stopped');
		expect(bulk.jobCalls().at(-1)).toMatch(/^PATCH/);
		expect(names(bulk)).toEqual([]);
	});

	it('ends the job and sends nothing when the file turns out to be broken', async () => {
		const bulk = await startBulkOrg();
		const run = new IngestRun(bulk.client, insert);
		await run.run(fromCsv(csv('LastName\nok\n"never closed\n')));
		expect(run.parts[0]!.error).toBeInstanceOf(InvalidInputError);
		expect(names(bulk)).toEqual([]);
		const id = run.jobs[0]!.id;
		expect(await getJob(bulk.client, 'ingest', id)).toMatchObject({ state: 'Aborted' });
	});

	it('makes no job for a header without rows', async () => {
		const bulk = await startBulkOrg();
		const run = new IngestRun(bulk.client, insert, { matchRows: true });
		await run.run(fromCsv(csv('LastName\n')));
		expect(bulk.jobCalls()).toEqual([]);
		expect(await listText(run, 'successful')).toBe('sf__Id,sf__Created,LastName\n');
	});
});

describe('rows that failed for a transient reason', () => {
	const upsert = {
		object: 'Contact',
		operation: 'upsert',
		externalIdFieldName: 'External_Id__c',
	} as const;
	const rows = ['a', 'b', ''].map((name, row) => ({ External_Id__c: `E-${row}`, LastName: name }));
	const failures = [
		'"sf__Id","sf__Error","External_Id__c","LastName"',
		'"","UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record:--","E-1","b"',
		'"","REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --","E-2",""',
		'',
	].join('\n');

	function addLists({ org }: BulkOrg) {
		const headers = { 'content-type': 'text/csv' };
		const answer = { status: 200, headers };
		const successes =
			'"sf__Id","sf__Created","External_Id__c","LastName"\n"003a","true","E-0","a"\n';
		org.addFault({ ...answer, match: { path: 'failedResults' }, body: failures, times: 2 });
		org.addFault({ ...answer, match: { path: 'successfulResults' }, body: successes });
	}

	/** The first job reports one row as locked. */
	async function startLocked() {
		const bulk = await startBulkOrg();
		addLists(bulk);
		return bulk;
	}

	it('are sent again, and only those, in a job that has the last word on them', async () => {
		const bulk = await startLocked();
		const run = await ingest(bulk, upsert, rows, { retryRounds: 3 });
		expect(run.jobs).toMatchObject([
			{ numberRecordsProcessed: 3 },
			{ numberRecordsProcessed: 1, numberRecordsFailed: 0 },
		]);
		const outcomes = await readOutcomes(run);
		expect(outcomes.rows).toMatchObject([
			{ success: true, id: '003a' },
			{ success: true },
			{ success: false, error: { errorCode: 'REQUIRED_FIELD_MISSING' } },
		]);
		expect(outcomes.surplus).toBe(0);
		bulk.org.addFault({ match: { path: 'failedResults' }, status: 200, body: failures });
		expect(await listText(run, 'failed')).not.toContain('LOCK');
	});

	it('stay failed, with their reason, if nobody asks for another try', async () => {
		const bulk = await startLocked();
		const outcomes = await readOutcomes(await ingest(bulk, upsert, rows));
		expect(outcomes.rows[1]).toMatchObject({ error: { errorCode: 'UNABLE_TO_LOCK_ROW' } });
	});

	it('are not sent a third time by a run that resumes', async () => {
		const bulk = await startLocked();
		const { jobs } = await ingest(bulk, upsert, rows, { retryRounds: 1 });
		bulk.org.clearFaults();
		const before = bulk.jobCalls().filter((call) => /^(POST|PUT|PATCH)/.test(call));
		const ids = jobs.map(({ id }) => id);
		await ingest(bulk, upsert, rows, { resumeJobIds: ids, retryRounds: 1 });
		expect(bulk.jobCalls().filter((call) => /^(POST|PUT|PATCH)/.test(call))).toEqual(before);
	});

	it('are said to be unknown while the job that took them again has not ended', async () => {
		const bulk = await startLocked();
		bulk.org.addFault({
			match: { method: 'GET', path: /ingest\/\w+$/ },
			after: 1,
			status: 503,
			times: 99,
		});
		const run = await ingest(bulk, upsert, rows, { retryRounds: 1 });
		bulk.org.clearFaults();
		addLists(bulk);
		const outcomes = await readOutcomes(run);
		expect(run.retryError).toBeDefined();
		expect(outcomes.rows[1]).toMatchObject({
			error: { errorCode: 'UNKNOWN_OUTCOME', jobId: run.retryJobs[0]!.id },
		});
	});
});
