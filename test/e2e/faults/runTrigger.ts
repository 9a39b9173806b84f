import { setTimeout as sleep } from 'node:timers/promises';
import { startOrg } from '../../../emulator';
import { ActiveWorkflow } from '../../nodes/SalesforceTrigger/ActiveWorkflow';
import type { Cell } from './cells';
import type { Phase, Verdict } from './types';

const SECOND = 1_000;
/** In pages of 200. */
const ROWS = 450;

const page = (label: string, after: number): Phase => ({
	label,
	kind: 'read',
	match: { method: 'GET', path: /\/query/ },
	after,
	login: 'before the run',
});

/** The trigger's node class, driven as n8n drives it: n8n's own polls are two seconds apart at best. */
export const triggerFamily = {
	id: 'trigger',
	label: 'Trigger > Record Created',
	about:
		"450 new records in 3 pages of one poll. The node class is polled directly, as n8n does, for n8n's own polls are too slow for so many cells. Failed: the poll fails, and a later one delivers what it missed",
	phases: [
		{
			label: 'activation',
			kind: 'read',
			match: { method: 'GET', path: 'describe' },
			login: 'now',
		},
		page('first page', 0),
		page('second of three', 1),
		page('last page', 2),
	] satisfies Phase[],
};

const parameters = {
	authentication: 'clientCredentials',
	object: { __rl: true, mode: 'list', value: 'Account' },
	triggerOn: 'created',
	fields: ['Name'],
};

/** A refused login is not tried again for ten seconds. */
async function untilSuccess<Result>(work: () => Promise<Result>): Promise<Result> {
	for (let tries = 1; ; tries += 1) {
		try {
			return await work();
		} catch (error) {
			if (tries === 15) throw error;
			await sleep(SECOND);
		}
	}
}

/** Why the error is no good answer to a user. */
function checkError(error: unknown): string[] {
	const { message, failure } = error as { message?: string; failure?: { cause?: string } };
	const isTold = message && !/undefined|is not a function|cannot read/i.test(message);
	return isTold && failure?.cause && failure.cause !== 'node-defect'
		? []
		: [`the poll fails without saying why: ${String(message)} (${failure?.cause})`];
}

/** Every change is delivered once, whatever the polls went through. */
export async function runTrigger({ phase, fault, duration }: Cell): Promise<Verdict> {
	const now = () => Date.UTC(2026, 8, 14, 9, 30, 0, 400);
	const policy = { defaultBatchSize: 200 };
	const org = await startOrg({ now, policy });
	try {
		const workflow = new ActiveWorkflow(org, parameters);
		const errors: unknown[] = [];
		const delivered: unknown[] = [];
		const attempt = async (work: () => Promise<Array<{ Id?: unknown }>>) => {
			try {
				delivered.push(...(await work()).map(({ Id }) => Id));
			} catch (error) {
				errors.push(error);
			}
		};
		const arm = () => fault.arm(org, phase, duration === 'once' ? 1 : Infinity);
		const poll = () => {
			org.advance(5 * SECOND);
			return workflow.poll();
		};
		if (phase.login === 'now') arm();
		await attempt(() => workflow.activate());
		if (phase.login === 'now') org.clearFaults();
		if (errors.length > 0) await untilSuccess(() => workflow.activate());
		org.advance(5 * SECOND);
		const names = Array.from({ length: ROWS }, (_, n) => ({ Name: `Acme ${n}` }));
		const ids = org.insert('Account', names);
		if (phase.login !== 'now') arm();
		await attempt(poll);
		if (duration === 'always') await attempt(poll);
		org.clearFaults();
		await attempt(() => untilSuccess(poll));
		await attempt(poll);
		const isExact = JSON.stringify(delivered.toSorted()) === JSON.stringify(ids.toSorted());
		const lies = errors.flatMap(checkError);
		if (!isExact) lies.push(`${delivered.length} deliveries of ${ids.length} changes`);
		const failed = errors.length > 0 ? 1 : 0;
		return { done: 1 - failed, failed, unknown: 0, notSent: 0, lies };
	} finally {
		await org.close();
	}
}
