import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Family } from './Case';

/** The families in `cases/`, in the order of their files' names. */
export function loadFamilies(): Family[] {
	const folder = join(__dirname, 'cases');
	return readdirSync(folder)
		.filter((file) => file.endsWith('.json'))
		.sort()
		.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Family);
}
