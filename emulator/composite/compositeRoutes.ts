import { type Answer, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { asFlag, asObject, readReferencedRequests } from './compositeRequest';
import { runBatch } from './runBatch';
import { runGraphs } from './runGraphs';
import { runReferencedRequests } from './runReferencedRequests';
import { saveTree } from './saveTree';
import { refuse } from '../core/SalesforceError';

const path = '/services/data/:version/composite';
const maxSubrequests = 25;
// Queries and collections are dear: five of them a call.
const maxQueriesAndCollections = 5;
const dear = /\/(query|queryAll|composite\/sobjects)\b/i;

/** Several requests in one: composite, batch, tree, graph. */
export const compositeRoutes: readonly Route[] = [
	{ method: 'GET', path, handle: list },
	{ method: 'POST', path, handle: composite },
	{ method: 'POST', path: `${path}/batch`, handle: runBatch },
	{ method: 'POST', path: `${path}/graph`, handle: runGraphs },
	{ method: 'POST', path: `${path}/tree/:object`, handle: saveTree },
];

function list({ base }: Context): Answer {
	const names = ['tree', 'batch', 'sobjects', 'graph'];
	return json(Object.fromEntries(names.map((name) => [name, `${base}/composite/${name}`])));
}

async function composite(context: Context): Promise<Answer> {
	const body = asObject(await context.readJson(), 'The request body');
	const allOrNone = asFlag(body.allOrNone, 'allOrNone', false);
	// Whether Salesforce bundles subrequests or takes them one by one shows in speed, not in answers.
	asFlag(body.collateSubrequests, 'collateSubrequests', true);
	const requests = readReferencedRequests(body.compositeRequest, maxSubrequests);
	if (requests.filter(({ url }) => dear.test(url)).length > maxQueriesAndCollections) {
		const limit = `${maxQueriesAndCollections} queries and sObject Collections`;
		throw refuse(400, 'LIMIT_EXCEEDED', `A composite request may have at most ${limit}`);
	}
	const { responses } = await runReferencedRequests(context, requests, allOrNone);
	return json({ compositeResponse: responses });
}
