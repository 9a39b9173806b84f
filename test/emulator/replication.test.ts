import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import { type Call, callOrg } from './callOrg';

const NOW = Date.UTC(2026, 8, 21, 14, 13, 20);
let org: Org;
let call: Call;
beforeEach(async () => {
	org = await startOrg({ now: () => NOW });
	call = callOrg(org);
});
afterEach(async () => await org.close());

const span = (what: string, start: string, end: string) =>
	`/sobjects/Account/${what}/?start=${encodeURIComponent(start)}&end=${encodeURIComponent(end)}`;
const today = (what: string) =>
	span(what, '2026-09-21T14:13:00+00:00', '2026-09-21T14:20:00+00:00');

test('updated lists what was written in the span, deleted what went', async () => {
	const [kept, gone = ''] = org.insert('Account', [{ Name: 'kept' }, { Name: 'gone' }]);
	org.delete('Account', [gone]);
	org.advance(60_000);
	expect((await call('GET', today('updated'))).body).toEqual({
		ids: [kept],
		latestDateCovered: '2026-09-21T14:14:00.000+0000',
	});
	expect((await call('GET', today('deleted'))).body).toEqual({
		deletedRecords: [{ id: gone, deletedDate: '2026-09-21T14:13:20.000+0000' }],
		earliestDateAvailable: '2026-09-21T14:13:00.000+0000',
		latestDateCovered: '2026-09-21T14:14:00.000+0000',
	});
	const exact = span('updated', '2026-09-21T14:13:59Z', '2026-09-21T14:14:00Z');
	expect((await call('GET', exact)).body.ids).toEqual([kept]);
});

test.each([
	['the end before the start', '2026-09-21T14:13:00Z', '2026-09-21T14:12:00Z'],
	['less than a minute', '2026-09-21T14:13:00Z', '2026-09-21T14:13:59Z'],
	['a start too long ago', '2026-08-01T00:00:00Z', '2026-09-21T14:13:00Z'],
	['no zone', '2026-09-21T14:12:00', '2026-09-21T14:13:00Z'],
])('refuses %s', async (_what, start, end) => {
	expect(await call('GET', span('updated', start, end))).toMatchObject({
		status: 400,
		body: [{ errorCode: 'INVALID_REPLICATION_DATE' }],
	});
});

test('a transaction shows at its commit, with the stamps of its writes, and is not covered before', async () => {
	const [known = ''] = org.insert('Account', [{ Name: 'known' }]);
	const held = org.insert('Account', [{ Name: 'late' }], { hold: true });
	const changed = org.update('Account', [{ Id: known, Name: 'changed' }], { hold: true });
	org.advance(5 * 60_000);
	const query = '/query?q=SELECT+Id,Name,SystemModstamp+FROM+Account+ORDER+BY+SystemModstamp,Id';
	expect((await call('GET', query)).body.records).toMatchObject([{ Name: 'known' }]);
	expect((await call('GET', today('updated'))).body.latestDateCovered).toBe(
		'2026-09-21T14:13:00.000+0000',
	);
	held.commit();
	changed.commit();
	const stamp = '2026-09-21T14:13:20.000+0000';
	expect((await call('GET', query)).body.records).toMatchObject([
		{ Name: 'changed', SystemModstamp: stamp },
		{ Id: held.ids[0], Name: 'late', SystemModstamp: stamp },
	]);
	expect((await call('GET', today('updated'))).body.latestDateCovered).toBe(
		'2026-09-21T14:18:00.000+0000',
	);
});
