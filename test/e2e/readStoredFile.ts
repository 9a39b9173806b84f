import { expect } from 'vitest';
import type { NodeRun } from '../../demo';
import type { Fixture } from './openFixture';

/** What n8n's binary store holds of the first item's file of that name. */
export async function readStoredFile(
	{ url, api }: Fixture,
	{ outputs }: Pick<NodeRun, 'outputs'>,
	name: string,
): Promise<string> {
	const { id } = outputs[0]![0]!.binary![name]!;
	expect(id).toMatch(/^filesystem/);
	const query = new URLSearchParams({ id: id!, action: 'download' }).toString();
	const answer = await fetch(`${url}/rest/binary-data?${query}`, { headers: api.session });
	expect(answer.status).toBe(200);
	return answer.text();
}
