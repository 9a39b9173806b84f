import { refuse } from '../core/SalesforceError';
import { type Answer, json } from '../server/Answer';
import { type Context } from '../server/Route';
import {
	asList,
	asObject,
	readReferencedRequests,
	type ReferencedRequest,
} from './compositeRequest';
import { checkGraphNodes } from './graphRules';
import {
	type ReferencedResponse,
	rolledBack,
	runReferencedRequests,
} from './runReferencedRequests';

const firstVersion = 50;
const maxGraphs = 75;
const maxNodes = 500;
// With more failed graphs than these Salesforce does not try the rest.
const maxFailedGraphs = 14;

interface Graph {
	graphId: string;
	requests: ReferencedRequest[];
}

/** `/composite/graph`: each graph is saved as a whole or not at all, whatever the others do. */
export async function runGraphs(context: Context): Promise<Answer> {
	if (context.version < firstVersion) {
		throw refuse(404, 'NOT_FOUND', 'The requested resource does not exist');
	}
	const { graphs: list } = asObject(await context.readJson(), 'The request body');
	const graphs = readGraphs(list);
	const answers: unknown[] = [];
	let failed = 0;
	for (const [position, { graphId, requests }] of graphs.entries()) {
		if (failed > maxFailedGraphs) {
			answers.push({
				graphId,
				graphResponse: { compositeResponse: halt(requests) },
				isSuccessful: false,
			});
			continue;
		}
		const run =
			position < context.lockedRows
				? { responses: lock(requests), isSuccessful: false }
				: await runReferencedRequests(context, requests, true);
		if (!run.isSuccessful) failed++;
		answers.push({
			graphId,
			graphResponse: { compositeResponse: run.responses },
			isSuccessful: run.isSuccessful,
		});
	}
	return json({ graphs: answers });
}

function readGraphs(list: unknown): Graph[] {
	const seen = new Set<string>();
	const graphs = asList(list, 'graphs', maxGraphs).map((entry) => {
		const { graphId, compositeRequest } = asObject(entry, 'A graph');
		if (typeof graphId !== 'string' || graphId === '' || seen.has(graphId)) {
			throw refuse(400, 'BAD_REQUEST', `graphId '${String(graphId)}' is missing or not unique`);
		}
		seen.add(graphId);
		return { graphId, requests: readReferencedRequests(compositeRequest, maxNodes, true) };
	});
	const nodes = graphs.reduce((sum, { requests }) => sum + requests.length, 0);
	if (nodes > maxNodes) {
		throw refuse(400, 'LIMIT_EXCEEDED', `The graphs of a call may have at most ${maxNodes} nodes`);
	}
	checkGraphNodes(graphs.map(({ requests }) => requests));
	return graphs;
}

const haltedMessage = `Not processed, since more than ${maxFailedGraphs} graphs have failed`;

function halt(requests: readonly ReferencedRequest[]): ReferencedResponse[] {
	return requests.map((request) => refuseNode(request, 'PROCESSING_HALTED', haltedMessage));
}

/** Another transaction holds a record of the graph. */
function lock([first, ...others]: readonly ReferencedRequest[]): ReferencedResponse[] {
	const message = 'unable to obtain exclusive access to this record';
	return [
		...(first ? [refuseNode(first, 'UNABLE_TO_LOCK_ROW', message)] : []),
		...others.map((request) => refuseNode(request, 'PROCESSING_HALTED', rolledBack)),
	];
}

function refuseNode(
	{ referenceId }: ReferencedRequest,
	errorCode: string,
	message: string,
): ReferencedResponse {
	return { body: [{ errorCode, message }], httpHeaders: {}, httpStatusCode: 400, referenceId };
}
