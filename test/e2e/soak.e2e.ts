import { expect, it } from 'vitest';
import { judgeSoak } from '../../bench/soak/judgeSoak';
import { runSoak } from '../../bench/soak/runSoak';
import { createLifetime } from '../../demo';

/** The ten minutes of `npm run soak` are for memory; in less than one, results and rejections show already. */
const SECONDS = 45;

it('gives no wrong result and leaves no rejection unhandled while calls go wrong', async () => {
	const lifetime = createLifetime();
	try {
		const options = { seconds: SECONDS, controlSeconds: 5, seed: 7, faultShare: 0.05 };
		const report = await runSoak(lifetime, options);
		expect(report.wrong).toEqual([]);
		expect(report.unhandled).toEqual([]);
		const missed = judgeSoak(report).filter(({ what, met }) => !met && !/growth/.test(what));
		expect(missed).toEqual([]);
		expect(report.faults).toBeGreaterThan(0);
	} finally {
		await lifetime.end();
	}
});
