import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import {
	createLifetime,
	createProgress,
	openDemoN8n,
	type N8nSession,
	type Owner,
} from '../../demo';

import { searchStores, type Stores } from './searchStores';
import { secretPatterns } from './secretPatterns';

declare module 'vitest' {
	export interface ProvidedContext {
		n8n: {
			url: string;
			owner: Owner;
			session: N8nSession;
			log: string;
			/** A folder that workflows may read and write, beside the demo's data. */
			scratch: string;
			stores: Stores;
		};
	}
}

/** After all files: whatever n8n has kept and printed, no secret is in it. */
async function assertNoSecret(stores: Stores): Promise<void> {
	const places = await searchStores(stores, secretPatterns);
	if (places.length === 0) return;
	console.error(`n8n keeps secrets in the clear:\n${places.join('\n')}`);
	// Vitest only prints what a teardown throws.
	process.exitCode = 1;
}

/** Starts one real n8n for all files, with the package installed as users get it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const lifetime = createLifetime();
	const scratch = await realpath(await mkdtemp(join(tmpdir(), 'n8n-files-')));
	const end = async (): Promise<void> => {
		await lifetime.end();
		await rm(scratch, { recursive: true, force: true });
	};
	try {
		const data = join(__dirname, '..', '..', 'demo', 'data');
		const n8n = await openDemoN8n(lifetime, createProgress({ stream: process.stderr }), {
			env: { N8N_RESTRICT_FILE_ACCESS_TO: `${data};${scratch}` },
		});
		const { url, owner, api, log, userFolder, node } = n8n;
		const stores = { userFolder, node };
		project.provide('n8n', { url, owner, session: api.session, log, scratch, stores });
		return () => assertNoSecret(stores).finally(end);
	} catch (error) {
		await end();
		throw error;
	}
}
