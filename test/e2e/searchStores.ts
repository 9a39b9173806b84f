import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Stores {
	/** What `N8N_USER_FOLDER` names: database, binary store, settings and log are in it. */
	userFolder: string;
	/** The Node that n8n runs on. */
	node: string;
}

/** What installed packages hold is code, n8n's own and ours. */
const isCode = (path: string) => path.split(/[\\/]/).includes('node_modules');

/**
 * Looks for patterns in all that n8n keeps: the database row by row, since a long text lies in pieces in its
 * file, and the bytes of every file, its write-ahead log among them.
 *
 * @param patterns by name, as regular expressions of one-byte characters
 * @returns where each was found, by name and place, never the text itself
 */
export async function searchStores(
	{ userFolder, node }: Stores,
	patterns: Record<string, string>,
): Promise<string[]> {
	const searched = Object.entries(patterns).map(
		([name, text]) => [name, new RegExp(text)] as const,
	);
	const places: string[] = [];
	const entries = await readdir(userFolder, { recursive: true, withFileTypes: true });
	for (const entry of entries.filter((one) => one.isFile())) {
		const path = join(entry.parentPath, entry.name);
		if (isCode(path)) continue;
		const text = (await readFile(path).catch(() => Buffer.alloc(0))).toString('latin1');
		for (const [name, pattern] of searched) {
			if (pattern.test(text)) places.push(`${name} in ${relative(userFolder, path)}`);
		}
		if (entry.name !== 'database.sqlite') continue;
		const script = join(__dirname, 'searchDatabase.mjs');
		const { stdout } = await run(node, [script, path, JSON.stringify(patterns)]);
		places.push(...(JSON.parse(stdout) as string[]));
	}
	return places;
}
