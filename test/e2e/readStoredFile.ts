import { expect } from 'vitest';
import type { NodeRun } from '../../demo';
import type { Fixture } from './openFixture';

/** Where n8n keeps files: the first part of their IDs. In its mode `default` they are in the items, without one. */
export type FileStore = 'filesystem' | 'database' | 'default';

/** What n8n's binary store holds of the first item's file of that name. */
export async function readStoredFile(
	{ url, api }: Fixture,
	{ outputs }: Pick<NodeRun, 'outputs'>,
	name: string,
	store: FileStore = 'filesystem',
): Promise<string> {
	const { id, data } = outputs[0]![0]!.binary![name]!;
	if (store === 'default') {
		expect(id).toBeUndefined();
		return Buffer.from(data, 'base64').toString();
	}
	expect(id).toMatch(new RegExp(`^${store}`));
	const query = new URLSearchParams({ id: id!, action: 'download' }).toString();
	const answer = await fetch(`${url}/rest/binary-data?${query}`, { headers: api.session });
	expect(answer.status).toBe(200);
	return answer.text();
}
