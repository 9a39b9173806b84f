import { Readable } from 'node:stream';
import { refuse, type SalesforceError } from '../core/SalesforceError';
import { type Answer, bytes, empty, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { JobRequest } from './JobRequest';
import { finalStates } from './JobRunner';
import { alreadyPast, invalidJobState, notTerminated } from './jobStateErrors';
import { jobsOf } from './JobTable';
import { answerJobList } from './answerJobList';
import { openQueryRows } from './openQueryRows';
import { QueryJob, queryOperations } from './QueryJob';

const path = '/services/data/:version/jobs/query';
const requestKeys = ['operation', 'query', 'contentType', 'columnDelimiter', 'lineEnding'];
const pagesAtOnce = 5;

/** Bulk API 2.0 query: create, watch, results, result pages, abort, delete. */
export const bulkQueryRoutes: readonly Route[] = [
	{ method: 'POST', path, handle: create },
	{
		method: 'GET',
		path,
		handle: (context) => answerJobList(context, jobsOf(context.org).query.all()),
	},
	{ method: 'GET', path: `${path}/:id`, handle: describe },
	{ method: 'PATCH', path: `${path}/:id`, handle: abort },
	{ method: 'DELETE', path: `${path}/:id`, handle: remove },
	{ method: 'GET', path: `${path}/:id/results`, handle: results },
	{ method: 'GET', path: `${path}/:id/resultPages`, handle: resultPages },
];

function find({ org, params }: Context): QueryJob {
	return jobsOf(org).query.find(params.id ?? '');
}

async function create(context: Context): Promise<Answer> {
	const { org, session, version, base } = context;
	const request = new JobRequest(await context.readJson(), requestKeys);
	const operation = request.oneOf('operation', queryOperations);
	const dialect = request.dialect();
	const { type, columns, rows } = openQueryRows(org, request.text('query') ?? '', {
		userId: session.userId,
		base,
		includeDeleted: operation === 'queryAll',
	});
	const spec = {
		id: org.store.ids.create('750'),
		object: type.name,
		operation,
		dialect,
		createdById: session.userId,
		version,
	};
	const { bulkPace: pace, bulkBatchSize: batchSize } = org.policy;
	const job = new QueryJob(spec, { pace, batchSize, columns, rows, now: () => org.now() });
	jobsOf(org).query.add(job);
	job.runner.start();
	return json(job.describe());
}

async function describe(context: Context): Promise<Answer> {
	const job = find(context);
	await job.runner.poll();
	return json(job.describeProgress());
}

async function abort(context: Context): Promise<Answer> {
	const job = find(context);
	new JobRequest(await context.readJson(), ['state']).oneOf('state', ['Aborted']);
	if (finalStates.has(job.runner.state)) throw alreadyPast('Aborting', job.runner.state);
	await job.runner.abort();
	return json(job.describe());
}

function remove(context: Context): Answer {
	const job = find(context);
	if (!finalStates.has(job.runner.state)) throw notTerminated();
	jobsOf(context.org).query.remove(job);
	return empty();
}

/** A page of the results as CSV; `Sforce-Locator` leads to the next one, `null` says there is none. */
function results(context: Context): Answer {
	const { org, query } = context;
	const job = findComplete(context);
	const start = readLocator(query.get('locator'));
	const size = readPageSize(query.get('maxRecords')) ?? org.policy.bulkResultPageSize;
	const end = Math.min(start + size, job.results.count);
	return bytes(Readable.from(job.results.read(start, end)), 'text/csv', {
		'Sforce-NumberOfRecords': String(Math.max(0, end - start)),
		'Sforce-Locator': end < job.results.count ? toLocator(end) : 'null',
	});
}

/** The URLs of the next pages, so that a client can fetch them at once. */
function resultPages(context: Context): Answer {
	const { org, query, base } = context;
	if (context.version < 58) throw refuse(404, 'NOT_FOUND', 'The requested resource does not exist');
	const job = findComplete(context);
	const size = org.policy.bulkResultPageSize;
	const start = readLocator(query.get('locator'));
	const path = `${base}/jobs/query/${job.id}`;
	const pages: { resultUrl: string }[] = [];
	let next = start;
	while (pages.length < pagesAtOnce && (next < job.results.count || pages.length === 0)) {
		pages.push({ resultUrl: `${path}/results?locator=${toLocator(next)}` });
		next += size;
	}
	const done = next >= job.results.count;
	return json({
		resultPages: pages,
		nextRecordsUrl: done ? null : `${path}/resultPages?locator=${toLocator(next)}`,
		done,
	});
}

function findComplete(context: Context): QueryJob {
	const job = find(context);
	if (job.spec.version !== context.version) throw versionConflict(job, context.version);
	if (job.runner.state !== 'JobComplete') {
		throw invalidJobState(`Job is not complete: its state is ${job.runner.state}`);
	}
	return job;
}

/** Results are to be had in the version that the job was created in. */
function versionConflict(job: QueryJob, version: number): SalesforceError {
	const versions = `The job was created in API version ${job.spec.version}.0, not ${version}.0`;
	return refuse(409, 'API_VERSION_MISMATCH', versions);
}

/** The row that a page begins with, in base64, as Salesforce's locators look. */
function toLocator(row: number): string {
	return Buffer.from(String(row)).toString('base64url');
}

function readLocator(locator: string | null): number {
	if (locator === null) return 0;
	const row = Buffer.from(locator, 'base64url').toString();
	if (!/^\d{1,12}$/.test(row)) throw refuse(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
	return Number(row);
}

function readPageSize(maxRecords: string | null): number | undefined {
	if (maxRecords === null) return undefined;
	if (/^[1-9]\d{0,9}$/.test(maxRecords)) return Number(maxRecords);
	throw refuse(400, 'INVALID_PARAMETER', `maxRecords must be a positive number: ${maxRecords}`);
}
