import { refuse } from '../core/SalesforceError';
import { type Context } from '../server/Route';
import { IngestJob, ingestOperations, type IngestJobSpec } from './IngestJob';
import { JobRequest } from './JobRequest';
import { jobsOf } from './JobTable';
import { openRows } from './openRows';
import { seededRandom } from './shuffleRows';

const keys = [
	'object',
	'operation',
	'externalIdFieldName',
	'assignmentRuleId',
	'contentType',
	'columnDelimiter',
	'lineEnding',
];

/** Creates the job that `body` asks for. It is Open and waits for its upload. */
export function openIngestJob(context: Context, body: unknown): IngestJob {
	const { org, session, version } = context;
	const spec: IngestJobSpec = {
		...readSpec(context, new JobRequest(body, keys)),
		id: org.store.ids.create('750'),
		createdById: session.userId,
		version,
	};
	const { policy } = org;
	return jobsOf(org).ingest.add(
		new IngestJob(spec, {
			pace: policy.bulkPace,
			batchSize: policy.bulkBatchSize,
			...(policy.bulkShuffleSeed !== undefined && {
				shuffle: seededRandom(policy.bulkShuffleSeed),
			}),
			now: () => org.now(),
			open: (header) => openRows(org, spec, header),
		}),
	);
}

function readSpec({ org }: Context, request: JobRequest) {
	const operation = request.oneOf('operation', ingestOperations);
	const object = request.text('object') ?? '';
	const metadata = org.metadata.object(object);
	if (!metadata) throw refuse(400, 'INVALIDJOB', `Unable to find object: ${object}`);
	const externalIdFieldName = request.text('externalIdFieldName');
	if (operation === 'upsert' && !externalIdFieldName) {
		const need = 'An External ID must be specified for upsert.';
		throw refuse(400, 'INVALIDJOB', `External ID was blank for ${metadata.name}. ${need}`);
	}
	if (operation === 'hardDelete' && !org.policy.bulkHardDelete) {
		throw refuse(
			400,
			'FEATURENOTENABLED',
			'hardDelete operation requires special user profile permission, please contact your system administrator',
		);
	}
	return {
		object: metadata.name,
		operation,
		externalIdFieldName,
		assignmentRuleId: request.text('assignmentRuleId'),
		dialect: request.dialect(),
	};
}
