import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrg } from '../../../emulator';
import { type Call, callOrg } from '../callOrg';
import { shapeOf } from '../shapeOf';

const folder = join(__dirname, '../../../../shared/recorded/amp-labs_connectors');
const readText = (file: string) => readFileSync(join(folder, file), 'utf8');
const readJson = (file: string) => JSON.parse(readText(file)) as Record<string, unknown>;

let org: Awaited<ReturnType<typeof startOrg>>;
let call: Call;

beforeEach(async () => {
	org = await startOrg();
	org.metadata.extend('Opportunity', [
		{ name: 'external_id__c', type: 'string', externalId: true, unique: true },
	]);
	// The recordings are of v60.0.
	const newest = callOrg(org);
	call = (method, path, body, headers) =>
		newest(method, `/services/data/v60.0${path}`, body, headers);
});
afterEach(() => org.close());

const upsert = {
	object: 'Opportunity',
	operation: 'upsert',
	externalIdFieldName: 'external_id__c',
};
const header = 'Name,StageName,external_id__c,CloseDate\n';

async function create(job: object): Promise<string> {
	return `/jobs/ingest/${(await call('POST', '/jobs/ingest', job)).body.id}`;
}

async function load(job: object, csv: string): Promise<string> {
	const path = await create(job);
	await call('PUT', `${path}/batches`, csv);
	await call('PATCH', path, { state: 'UploadComplete' });
	return path;
}

describe.skipIf(!existsSync(folder))('Bulk API 2.0, held against answers of real orgs', () => {
	it('creates jobs as recorded', async () => {
		for (const [file, job] of [
			['bulk__write__launch-job-opportunity.json', upsert],
			['bulk__delete__launch-job-opportunity.json', { object: 'Opportunity', operation: 'delete' }],
		] as const) {
			const { body } = await call('POST', '/jobs/ingest', job);
			expect(shapeOf(body)).toEqual(shapeOf(readJson(file)));
			expect(body).toMatchObject({ state: 'Open', apiVersion: readJson(file).apiVersion });
			expect(body.contentUrl).toMatch(/^services\/data\/v60\.0\/jobs\/ingest\/750\w{15}\/batches$/);
		}
	});

	it('closes jobs as recorded', async () => {
		for (const [file, job] of [
			['bulk__write__update-job-opportunity.json', upsert],
			['bulk__delete__update-job-opportunity.json', { object: 'Opportunity', operation: 'delete' }],
		] as const) {
			const { body } = await call('PATCH', await create(job), { state: 'UploadComplete' });
			expect(shapeOf(body)).toEqual(shapeOf(readJson(file)));
		}
	});

	it('describes jobs under way and done as recorded', async () => {
		org.setPolicy({ bulkBatchSize: 1, bulkPace: { by: 'polls', queued: 0, perBatch: 1 } });
		const path = await load(upsert, `${header}a,Prospecting,1,2026-01-01\nb,Prospecting,2,bad\n`);
		const underway = (await call('GET', path)).body;
		expect(shapeOf(underway)).toEqual(shapeOf(readJson('bulk__info__in-progress.json')));
		expect(underway.state).toBe('InProgress');
		const done = (await call('GET', path)).body;
		expect(shapeOf(done)).toEqual(shapeOf(readJson('bulk__info__partial-failure.json')));
		expect(shapeOf(done)).toEqual(shapeOf(readJson('bulk__info__success.json')));
		expect(done).toMatchObject({ state: 'JobComplete', numberRecordsFailed: 1 });
	});

	it('fails a job for an unknown column as recorded', async () => {
		const recorded = readJson('bulk__info__complete-failure.json');
		const path = await load(
			upsert,
			'Name,StageName_invalid_field_on_purpose,external_id__c\na,b,c\n',
		);
		const { body } = await call('GET', path);
		expect(shapeOf(body)).toEqual(shapeOf(recorded));
		const { state, errorMessage, numberRecordsProcessed, numberRecordsFailed } = recorded;
		expect(body).toMatchObject({
			state,
			errorMessage,
			numberRecordsProcessed,
			numberRecordsFailed,
		});
	});

	it('lists a failed row byte for byte as recorded', async () => {
		const recorded = readText('bulk__info__partial-failure.csv').trim();
		const [, row = ''] = recorded.split('\n');
		const cells = row.split('","').slice(2).join(',').replace(/"$/, '').trim();
		const path = await load(upsert, `${header}${cells}\n`);
		await call('GET', path);
		expect((await call('GET', `${path}/failedResults`)).text.trim()).toBe(recorded);
	});

	it('creates query jobs as recorded', async () => {
		const { body } = await call('POST', '/jobs/query', {
			operation: 'query',
			query: 'SELECT Id FROM Account',
		});
		expect(shapeOf(body)).toEqual(shapeOf(readJson('bulk__read-launch-job-account.json')));
		expect(body.state).toBe('UploadComplete');
	});

	it('publishes change events with the recorded header and nesting', async () => {
		org.setPolicy({ changeDataCapture: ['Contact'] });
		const [id = ''] = org.insert('Contact', [{ LastName: 'Old' }]);
		await call('PATCH', `/sobjects/Contact/${id}`, { LastName: 'Youngest' });
		const recorded = readJson('subscription__update_contact.json');
		const [, updated] = org.events('/data/ContactChangeEvent');
		expect(shapeOf(updated?.payload)).toEqual(shapeOf(recorded));
		const { changedFields } = updated?.payload.ChangeEventHeader as { changedFields: string[] };
		const expected = (recorded.ChangeEventHeader as { changedFields: string[] }).changedFields;
		expect([...changedFields].sort()).toEqual([...expected].sort());
	});
});
