import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTiming } from '../../http';
import { findNextUrl, readPages } from '../../rest/pages';
import type { Client, OrgRequest, OrgResponse } from '../../rest';

/** A client whose answers are these texts, one for each request in turn; it notes the paths asked for. */
function answering(...texts: string[]): { client: Client; asked: string[] } {
	const asked: string[] = [];
	const request = ({ path }: OrgRequest): Promise<OrgResponse<never>> => {
		const body = Buffer.from(texts[asked.push(path) - 1] ?? '');
		return Promise.resolve({ status: 200, headers: {}, body: body as never });
	};
	const client: Client = {
		apiVersion: '67.0',
		usage: { apiCalls: 0, retries: 0 },
		timing: createTiming(),
		request,
		withoutSignal: () => client,
	};
	return { client, asked };
}

const pageOf = (records: object[], nextRecordsUrl?: string): string =>
	JSON.stringify({
		totalSize: 100_000,
		done: nextRecordsUrl === undefined,
		...(nextRecordsUrl !== undefined && { nextRecordsUrl }),
		records,
	});

async function readAll(client: Client, limit?: number): Promise<unknown[]> {
	const records: unknown[] = [];
	const options = limit === undefined ? {} : { limit };
	for await (const page of readPages(client, { path: 'query' }, options))
		records.push(...page.records);
	return records;
}

describe('readPages', () => {
	it('asks for the next page before it has parsed this one', async () => {
		const broken = '{"totalSize":9,"done":false,"nextRecordsUrl":"/next","records":[{"Id":';
		const { client, asked } = answering(broken, pageOf([]));
		await expect(readAll(client)).rejects.toThrow('cut short');
		expect(asked).toEqual(['query', '/next']);
	});

	it('asks for no page past the limit', async () => {
		const { client, asked } = answering(pageOf([{ Id: '1' }, { Id: '2' }], '/next'));
		expect(await readAll(client, 2)).toHaveLength(2);
		expect(asked).toEqual(['query']);
	});

	it('finds the next page wherever the org writes its URL', async () => {
		const late = '{"records":[{"Id":"1"}],"nextRecordsUrl":"/next","done":false,"totalSize":2}';
		const { client, asked } = answering(late, pageOf([{ Id: '2' }]));
		expect(await readAll(client)).toEqual([{ Id: '1' }, { Id: '2' }]);
		expect(asked).toEqual(['query', '/next']);
	});

	it('gives every page once and in order, however many there are', () =>
		fc.assert(
			fc.asyncProperty(fc.array(fc.array(fc.string()), { minLength: 1 }), async (pages) => {
				const texts = pages.map((names, n) =>
					pageOf(
						names.map((Name) => ({ Name })),
						n + 1 < pages.length ? `/page-${n + 1}` : undefined,
					),
				);
				const { client, asked } = answering(...texts);
				expect(await readAll(client)).toEqual(pages.flat().map((Name) => ({ Name })));
				expect(asked).toEqual(['query', ...pages.slice(1).map((_, n) => `/page-${n + 1}`)]);
			}),
		));
});

describe('findNextUrl', () => {
	it('tells what parsing the whole page would tell, whatever the records hold', () =>
		fc.assert(
			fc.property(
				fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
				fc.option(fc.webPath(), { nil: undefined }),
				fc.constantFrom(undefined, 2),
				(records, url, indent) => {
					const page: object = JSON.parse(pageOf(records, url || undefined));
					expect(findNextUrl(JSON.stringify(page, null, indent))).toBe(url || undefined);
				},
			),
		));

	it('is not taken in by a record that looks like a page', () => {
		const inner = '{"totalSize":1,"done":false,"nextRecordsUrl":"/elsewhere","records":[]}';
		expect(findNextUrl(pageOf([{ Description: inner }]))).toBeUndefined();
		expect(findNextUrl(`{"records":[${inner}],"totalSize":1,"done":true}`)).toBeUndefined();
	});
});
