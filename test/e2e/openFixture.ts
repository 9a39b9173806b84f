import { inject } from 'vitest';
import {
	createN8nApi,
	fillN8n,
	type Flow,
	type FlowInN8n,
	type N8nApi,
	type Owner,
} from '../../demo';
import { startOrg } from '../../emulator';

export interface Fixture {
	/** The editor's address, and who may log in. */
	url: string;
	owner: Owner;
	/** The file that n8n writes its log to. */
	log: string;
	api: N8nApi;
	/** An org of this fixture's own: nobody else's traffic reaches it. */
	org: Awaited<ReturnType<typeof startOrg>>;
	/** The credentials for `org` and the sample workflows, by flow. */
	flows: Record<Flow, FlowInN8n>;
	close(): Promise<void>;
}

/** A fresh org, known to the n8n that all files share. Takes well under a second. */
export async function openFixture(): Promise<Fixture> {
	const { url, owner, session, log } = inject('n8n');
	const api = createN8nApi(url, session);
	const org = await startOrg({});
	const flows = await fillN8n(api, org);
	return { url, owner, log, api, org, flows, close: () => org.close() };
}
