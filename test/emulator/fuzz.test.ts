import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Org, startOrg } from '../../emulator';

/** `FUZZ_REQUESTS` makes the run longer or shorter: `.ci/run` sends 10,000. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 2_000);
const PARALLEL = 40;
let org: Org;
beforeAll(async () => {
	org = await startOrg({ sampleData: true, policy: { dailyApiRequests: 1e9 } });
});
afterAll(async () => await org.close());

interface Broken {
	method: string;
	path: string;
	type: string;
	body: string;
}

const word = fc.oneof(
	fc.constantFrom(
		'Account',
		'Contact',
		'Id',
		'External_Id__c',
		'describe',
		'null',
		'..',
		'%00',
		'%',
		'a%2Fb',
		'003000000000001AAA',
	),
	fc
		.string({ maxLength: 12 })
		.map((text) => encodeURIComponent(text.replace(/[\uD800-\uDFFF]/g, ''))),
);
const soql = fc
	.array(
		fc.constantFrom(
			'SELECT',
			'Id',
			'Name',
			'FROM',
			'Account',
			'WHERE',
			'=',
			"'x'",
			"'",
			'AND',
			'OR',
			'NOT',
			'(',
			')',
			',',
			'LIMIT',
			'5',
			'ORDER BY',
			'GROUP BY',
			'COUNT(',
			'IN',
			'LIKE',
			'null',
			'TODAY',
			'LAST_N_DAYS:',
			'\\',
			':x',
			'TYPEOF',
			'Contacts',
			'Account.Name',
			'FIELDS(ALL)',
			'ñ',
		),
		{ maxLength: 14 },
	)
	.map((parts) => encodeURIComponent(parts.join(' ')));
const path = fc.oneof(
	fc.array(word, { maxLength: 4 }).map((parts) => `sobjects/${parts.join('/')}`),
	soql.map((statement) => `query?q=${statement}`),
	soql.map((statement) => `query?explain=${statement}`),
	fc
		.string({ maxLength: 30 })
		.map((text) => `search?q=${encodeURIComponent(text.replace(/[\uD800-\uDFFF]/g, ''))}`),
	fc.constantFrom(
		'composite',
		'composite/batch',
		'composite/tree/Contact',
		'composite/graph',
		'composite/sobjects',
		'composite/sobjects/Contact/External_Id__c',
		'jobs/ingest',
		'jobs/query',
		'parameterizedSearch',
		'query/0r8-1',
		'limits/recordCount?sObjects=,',
		'sobjects/Contact/updated?start=x&end=y',
	),
);
const body = fc.oneof(
	fc.json({ maxDepth: 3 }),
	fc.json({ maxDepth: 2 }).map((text) => text.slice(0, -1)),
	fc
		.record({ records: fc.anything({ maxDepth: 2 }), allOrNone: fc.anything({ maxDepth: 1 }) })
		.map((value) => {
			try {
				return JSON.stringify(value);
			} catch {
				return '{';
			}
		}),
	fc.string(),
);
const broken: fc.Arbitrary<Broken> = fc.record({
	method: fc.constantFrom('GET', 'POST', 'PATCH', 'PUT', 'DELETE'),
	path,
	type: fc.constantFrom(
		'application/json',
		'application/json',
		'text/csv',
		'application/x-www-form-urlencoded',
		'multipart/form-data; boundary=x',
	),
	body,
});

async function send({ method, path: rest, type, body: content }: Broken, token: string) {
	const response = await fetch(`${org.url}/services/data/v67.0/${rest}`, {
		method,
		headers: { authorization: `Bearer ${token}`, 'content-type': type },
		...(method !== 'GET' && { body: content }),
	});
	const text = await response.text();
	return { status: response.status, text };
}

test(
	'broken requests are refused in Salesforce’s form, and the server stays up',
	{ timeout: 600_000 },
	async () => {
		const token = org.issueToken();
		const requests = fc.sample(broken, { numRuns: REQUESTS, seed: 1 });
		for (let start = 0; start < REQUESTS; start += PARALLEL) {
			const batch = requests.slice(start, start + PARALLEL);
			const answers = await Promise.all(batch.map((one) => send(one, token)));
			for (const [index, { status, text }] of answers.entries()) {
				const what = JSON.stringify(batch[index]);
				expect(status, what).toBeLessThan(500);
				if (status < 400 || text === '') continue;
				expect(JSON.parse(text), what).toMatchObject([{ message: expect.any(String) as string }]);
			}
		}
		const breakdowns = org.unknownRequests.filter(({ reason }) => reason.startsWith('broke down'));
		expect(breakdowns).toEqual([]);
		expect((await send({ method: 'GET', path: 'limits', type: 'x', body: '' }, token)).status).toBe(
			200,
		);
	},
);
