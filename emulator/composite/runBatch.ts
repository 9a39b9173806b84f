import { type Answer, json } from '../server/Answer';
import { type Context } from '../server/Route';
import { asFlag, asList, asObject, readMethod, readUrl } from './compositeRequest';
import { runSubrequest, type Subresponse, succeeded } from './runSubrequest';

const maxSubrequests = 25;

/** `/composite/batch`: requests that know nothing of each other. Each counts as an API call. */
export async function runBatch(context: Context): Promise<Answer> {
	const body = asObject(await context.readJson(), 'The request body');
	const haltOnError = asFlag(body.haltOnError, 'haltOnError', false);
	const requests = asList(body.batchRequests, 'batchRequests', maxSubrequests).map(readRequest);
	const results: { statusCode: number; result: unknown }[] = [];
	let hasErrors = false;
	for (const request of requests) {
		const response: Subresponse =
			hasErrors && haltOnError ? halted : await runSubrequest(context, request);
		if (response !== halted) context.org.apiUsage++;
		hasErrors ||= !succeeded(response);
		results.push({ statusCode: response.status, result: response.body });
	}
	return json({ hasErrors, results });
}

const halted: Subresponse = {
	status: 412,
	headers: {},
	body: [
		{
			errorCode: 'BATCH_PROCESSING_HALTED',
			message: 'Batch processing halted per request due to a previous error',
		},
	],
};

function readRequest(entry: unknown) {
	const { method, url, richInput } = asObject(entry, 'A batch request');
	const path = readUrl(url).replace(/^\//, '');
	return {
		method: readMethod(method),
		// A batch's URLs begin with the version; the full path is taken, too.
		url: path.startsWith('services/') ? `/${path}` : `/services/data/${path}`,
		...(richInput !== undefined && { body: richInput }),
	};
}
