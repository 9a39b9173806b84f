import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ObjectDefinition } from './types';

let loaded: readonly ObjectDefinition[] | undefined;

/** The data files of `metadata/objects`, read once a process: to add an object is to add a file. */
export function loadObjects(): readonly ObjectDefinition[] {
	return (loaded ??= readdirSync(join(__dirname, 'objects'))
		.filter((file) => file.endsWith('.json'))
		.sort()
		.map(
			(file) =>
				JSON.parse(readFileSync(join(__dirname, 'objects', file), 'utf8')) as ObjectDefinition,
		));
}
