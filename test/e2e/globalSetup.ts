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

declare module 'vitest' {
	export interface ProvidedContext {
		n8n: {
			url: string;
			owner: Owner;
			session: N8nSession;
			log: string;
			/** A folder that workflows may read and write, beside the demo's data. */
			scratch: string;
		};
	}
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
		const { url, owner, api, log } = n8n;
		project.provide('n8n', { url, owner, session: api.session, log, scratch });
	} catch (error) {
		await end();
		throw error;
	}
	return end;
}
