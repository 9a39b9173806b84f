import { Readable } from 'node:stream';
import { refuse } from '../core/SalesforceError';
import { readMultipart } from '../files/readMultipart';
import { type Answer, bytes, empty, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { openIngestJob } from './openIngestJob';
import { type IngestJob } from './IngestJob';
import { JobRequest } from './JobRequest';
import { finalStates } from './JobRunner';
import { alreadyPast, invalidJobState, notTerminated } from './jobStateErrors';
import { jobsOf } from './JobTable';
import { answerJobList } from './answerJobList';
import { receiveUpload } from './receiveUpload';

const path = '/services/data/:version/jobs/ingest';

/** Bulk API 2.0 ingest: create, upload, close or abort, watch, results, delete. */
export const ingestRoutes: readonly Route[] = [
	{ method: 'POST', path, handle: create },
	{
		method: 'GET',
		path,
		handle: (context) => answerJobList(context, jobsOf(context.org).ingest.all()),
	},
	{ method: 'GET', path: `${path}/:id`, handle: describe },
	{ method: 'PATCH', path: `${path}/:id`, handle: closeOrAbort },
	{ method: 'DELETE', path: `${path}/:id`, handle: remove },
	{ method: 'PUT', path: `${path}/:id/batches`, handle: upload },
	result('successfulResults', (job) => job.results.successfulResults()),
	result('failedResults', (job) => job.results.failedResults()),
	result('unprocessedrecords', (job) => job.results.unprocessedRecords()),
];

function find({ org, params }: Context): IngestJob {
	return jobsOf(org).ingest.find(params['id'] ?? '');
}

async function create(context: Context): Promise<Answer> {
	const type = context.headers['content-type'] ?? '';
	if (type.startsWith('multipart/form-data')) return await createWithContent(context, type);
	return json(openIngestJob(context, await context.readJson()).describeNew());
}

/** The whole job in one request: it starts by itself. */
async function createWithContent(context: Context, type: string): Promise<Answer> {
	const { bulkMaxUploadBytes, bulkMaxMultipartCharacters } = context.org.policy;
	const parts = await readMultipart(type, context.stream, bulkMaxUploadBytes).catch(
		(error: Error) => {
			throw refuse(400, 'INVALID_MULTIPART_REQUEST', error.message);
		},
	);
	const content = parts.find((part) => part.name === 'content')?.content;
	const spec = parts.find((part) => part.name === 'job')?.content;
	if (!content || !spec) {
		throw refuse(400, 'INVALID_MULTIPART_REQUEST', 'The parts "job" and "content" are required');
	}
	if (content.toString().length > bulkMaxMultipartCharacters) {
		const limit = `${bulkMaxMultipartCharacters} characters`;
		throw refuse(400, 'CLIENTINPUTERROR', `The content of a multipart job exceeds ${limit}`);
	}
	const job = openIngestJob(context, parse(spec.toString()));
	await job.upload.append(content);
	job.hasContent = true;
	job.runner.start();
	return json(job.describe());
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw refuse(400, 'JSON_PARSER_ERROR', (error as Error).message);
	}
}

async function describe(context: Context): Promise<Answer> {
	const job = find(context);
	await job.runner.poll();
	return json(job.describeProgress());
}

async function closeOrAbort(context: Context): Promise<Answer> {
	const job = find(context);
	const request = new JobRequest(await context.readJson(), ['state']);
	const { runner } = job;
	if (request.oneOf('state', ['UploadComplete', 'Aborted']) === 'Aborted') {
		if (finalStates.has(runner.state)) throw alreadyPast('Aborting', runner.state);
		await runner.abort();
	} else {
		if (runner.state !== 'Open') throw alreadyPast('Closing', runner.state);
		runner.start();
	}
	return json(job.describe());
}

function remove(context: Context): Answer {
	const job = find(context);
	const { state } = job.runner;
	if (state === 'Open' || state === 'InProgress') throw notTerminated();
	jobsOf(context.org).ingest.remove(job);
	return empty();
}

async function upload(context: Context): Promise<Answer> {
	const job = find(context);
	if (!/^text\/csv\b/i.test(context.headers['content-type'] ?? '')) {
		throw refuse(415, 'UNSUPPORTED_MEDIA_TYPE', 'Upload job data as text/csv');
	}
	if (job.runner.state !== 'Open') throw invalidJobState('Job is not open for data');
	if (job.hasContent) throw multipleContents(job);
	job.hasContent = true;
	await receiveUpload(context.stream, job.upload, context.org.policy.bulkMaxUploadBytes);
	return empty(201);
}

function multipleContents(job: IngestJob) {
	return refuse(
		400,
		'INVALIDJOB',
		`Found multiple contents for job: <${job.id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
	);
}

function result(name: string, rows: (job: IngestJob) => AsyncGenerator<Buffer | string>): Route {
	return {
		method: 'GET',
		path: `${path}/:id/${name}`,
		handle(context) {
			const job = find(context);
			if (!finalStates.has(job.runner.state)) {
				throw invalidJobState(`Job is not finished: its state is ${job.runner.state}`);
			}
			return bytes(Readable.from(rows(job)), 'text/csv');
		},
	};
}
