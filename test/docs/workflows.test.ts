import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './readPage';
import { readReadyWorkflow, readyWorkflows } from './readReadyWorkflow';

const PACKAGE = 'n8n-nodes-salesforce-server-to-server.';
const page = readFileSync(join(root, 'docs', 'workflows', 'README.md'), 'utf8');

describe.each(readyWorkflows)('docs/workflows/%s.json', (name) => {
	const workflow = readReadyWorkflow(name);
	const { nodes } = workflow;

	it('is told of in the list, by its own name', () => {
		expect(page).toContain(`\n## ${workflow.name}\n`);
		expect(page).toContain(`(${name}.json)`);
	});

	it('says in a note what to set, the credential first', () => {
		const [note] = nodes;
		expect(note).toMatchObject({ type: 'n8n-nodes-base.stickyNote', name: 'Set First' });
		expect(String(note!.parameters.content)).toMatch(
			/### Set first\n1\. \*\*Credential\*\*.*JWT Bearer/,
		);
		const names = [
			...String(note!.parameters.content).matchAll(/\d\. (?:The agent's )?\*\*([^*]+)\*\*/g),
		];
		const known = ['Credential', ...nodes.map((node) => node.name)];
		expect(known).toEqual(expect.arrayContaining(names.map(([, node]) => node)));
	});

	it('has notes behind its nodes, and every node in one', () => {
		const notes = nodes.filter(({ type }) => type.endsWith('stickyNote'));
		for (const { name: node, position } of nodes.filter(
			({ type }) => !type.endsWith('stickyNote'),
		)) {
			const around = notes.filter(({ position: [x, y], parameters: { width, height } }) => {
				const isWithin = (at: number, from: number, size: unknown) =>
					at >= from && at + 96 <= from + Number(size);
				return isWithin(position[0], x, width) && isWithin(position[1], y, height);
			});
			expect([node, around.length]).toEqual([node, 1]);
		}
	});

	it('holds no credential, no secret and no place of this machine', () => {
		expect(nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
		expect(JSON.stringify(workflow)).not.toMatch(/\/root|\/tmp|127\.0\.0\.1|localhost/);
		const ours = nodes.filter(({ type }) => type.startsWith(PACKAGE));
		expect(ours.length).toBeGreaterThan(0);
		for (const { parameters } of ours) expect(parameters.authentication).toBe('clientCredentials');
	});

	it('has an id of its own for each node', () => {
		const ids = nodes.map(({ id }) => id);
		expect(new Set(ids).size).toBe(nodes.length);
		for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
	});
});
