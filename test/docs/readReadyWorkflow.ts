import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, type ExampleNode } from './readPage';

const folder = join(root, 'docs', 'workflows');

export interface ReadyWorkflow {
	name: string;
	nodes: Array<ExampleNode & { id: string; position: [number, number] }>;
	connections: Record<string, unknown>;
	settings: Record<string, unknown>;
}

/** The names of the workflows to import, without their ending. */
export const readyWorkflows = readdirSync(folder)
	.filter((file) => file.endsWith('.json'))
	.map((file) => file.replace('.json', ''));

/** A workflow as it is imported. */
export const readReadyWorkflow = (name: string): ReadyWorkflow =>
	JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as ReadyWorkflow;
