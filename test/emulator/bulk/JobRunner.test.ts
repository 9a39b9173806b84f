import { describe, expect, it } from 'vitest';
import { BulkDataError } from '../../../emulator/bulk/BulkDataError';
import { immediately, type JobPace } from '../../../emulator/bulk/jobPace';
import { JobRunner } from '../../../emulator/bulk/JobRunner';

function runner(batches: number, pace: JobPace = immediately, failAt = Infinity) {
	let done = 0;
	const clock = { now: 0 };
	const states: string[] = [];
	const job: JobRunner = new JobRunner(
		async () => {
			await Promise.resolve();
			if (done === failAt) throw new BulkDataError('InvalidBatch', 'Field name not found : Foo');
			return ++done >= batches;
		},
		pace,
		() => clock.now,
		() => states.push(job.state),
	);
	return { job, clock, states, done: () => done };
}

describe('JobRunner', () => {
	it('is complete at the first look when one batch is all there is', async () => {
		const { job, states } = runner(1);
		job.start();
		expect(job.state).toBe('UploadComplete');
		await job.poll();
		expect(states).toEqual(['UploadComplete', 'InProgress', 'JobComplete']);
	});

	it('shows a job of many batches at work, and needs no looks to get on', async () => {
		const { job } = runner(3);
		job.start();
		await job.poll();
		expect(job.state).toBe('InProgress');
		await job.poll();
		await job.poll();
		expect(job.state).toBe('JobComplete');
	});

	it('waits by polls where told so', async () => {
		const { job, done } = runner(2, { by: 'polls', queued: 2, perBatch: 1 });
		job.start();
		const seen: string[] = [];
		for (let poll = 0; poll < 4; poll++) {
			await job.poll();
			seen.push(`${job.state} ${done()}`);
		}
		expect(seen).toEqual(['UploadComplete 0', 'InProgress 0', 'InProgress 1', 'JobComplete 2']);
	});

	it("waits by the org's clock where told so, however often it is looked at", async () => {
		const { job, clock } = runner(1, { by: 'milliseconds', queued: 1000, perBatch: 500 });
		job.start();
		for (const [now, state] of [
			[999, 'UploadComplete'],
			[1499, 'InProgress'],
			[1499, 'InProgress'],
			[1500, 'JobComplete'],
		] as const) {
			clock.now = now;
			await job.poll();
			expect(job.state).toBe(state);
		}
	});

	it('ends Failed with the message of what was wrong with the data', async () => {
		const { job, done } = runner(3, immediately, 1);
		job.start();
		await job.poll();
		await job.poll();
		expect([job.state, job.errorMessage, done()]).toEqual([
			'Failed',
			'InvalidBatch : Field name not found : Foo',
			1,
		]);
	});

	it('does no further batch once aborted', async () => {
		const { job, done } = runner(5, { by: 'polls', queued: 0, perBatch: 1 });
		job.start();
		await job.poll();
		await job.abort();
		await job.poll();
		expect([job.state, done()]).toEqual(['Aborted', 1]);
	});
});
