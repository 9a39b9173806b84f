import { describe, expect, it } from 'vitest';
import { immediately, jobProgress } from '../../../emulator/bulk/jobPace';

describe('jobProgress', () => {
	it('lets a job do all its batches at once by default', () => {
		expect(jobProgress(immediately, 0)).toEqual({ begun: true, batches: Infinity });
	});

	it('keeps a job queued, then gives it a batch a step', () => {
		const pace = { by: 'polls', queued: 2, perBatch: 3 } as const;
		const seen = [0, 1, 2, 4, 5, 8].map((elapsed) => jobProgress(pace, elapsed));
		expect(seen.map(({ begun }) => begun)).toEqual([false, false, true, true, true, true]);
		expect(seen.map(({ batches }) => batches)).toEqual([0, 0, 0, 0, 1, 2]);
	});
});
