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
		n8n: { url: string; owner: Owner; session: N8nSession; log: string };
	}
}

/** Starts one real n8n for all files, with the package installed as users get it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const lifetime = createLifetime();
	try {
		const n8n = await openDemoN8n(lifetime, createProgress({ stream: process.stderr }));
		const { url, owner, api, log } = n8n;
		project.provide('n8n', { url, owner, session: api.session, log });
	} catch (error) {
		await lifetime.end();
		throw error;
	}
	return () => lifetime.end();
}
