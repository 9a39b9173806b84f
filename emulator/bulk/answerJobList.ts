import { refuse } from '../core/SalesforceError';
import { type Answer, json } from '../server/Answer';
import { type Context } from '../server/Route';

const locatorForm = /^01g[0-9a-zA-Z]*-(\d+)$/;

/** A page of an org's jobs of one kind; `nextRecordsUrl` leads on until `done`. */
export function answerJobList(
	{ org, path, query }: Context,
	jobs: readonly { describeEntry(): Record<string, unknown> }[],
): Answer {
	const locator = query.get('queryLocator');
	const [, offset = '0'] = locator ? (locatorForm.exec(locator) ?? []) : ['', '0'];
	if (locator && !locatorForm.test(locator)) {
		throw refuse(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
	}
	const start = Number(offset);
	const end = start + org.policy.bulkListPageSize;
	const done = end >= jobs.length;
	return json({
		done,
		records: jobs.slice(start, end).map((job) => job.describeEntry()),
		nextRecordsUrl: done ? null : `${path}?queryLocator=01g000000000000AAA-${end}`,
	});
}
