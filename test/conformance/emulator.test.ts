import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadFamilies } from '../../conformance/loadFamilies';
import { createMask, createVocabulary } from '../../conformance/mask';
import { differenceLines } from '../../conformance/report';
import { type Run, runCases } from '../../conformance/runCases';
import { openEmulator, type Target } from '../../conformance/targets';

const families = loadFamilies();
let target: Target;
let run: Run;
beforeAll(async () => {
	target = await openEmulator();
	const mask = createMask(createVocabulary(families));
	run = await runCases(target, families, { version: '67.0', write: true, mask });
}, 120_000);
afterAll(async () => await target.close());

/** What is believed of Salesforce holds for the emulator: else one of the two is wrong. */
test.each(families.map(({ family }) => family))('the emulator holds all cases of %s', (family) => {
	const results = run.results.filter((result) => result.family === family);
	expect(results.length).toBeGreaterThan(0);
	expect(differenceLines(results)).toEqual([]);
	expect(results.filter(({ outcome }) => outcome !== 'held')).toEqual([]);
});

test('what the cases have made is removed', () => {
	expect(run.left).toEqual({});
});
