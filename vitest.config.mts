import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take long, though they are short. */
const LONG = /faults|checkPackage|consumers|command|histories|fuzz|valueMatrix|hostileHttp|walls/;

/** Of files that it has never run, vitest starts the biggest first. One that starts last leaves a core idle. */
class LongFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const sorted = await super.sort(files);
		const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId);
		return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
	}
}

export default defineConfig({
	// n8n itself and what is built load it so. Of the other form, vitest would transform 140 files itself.
	resolve: { alias: { 'n8n-workflow': createRequire(import.meta.url).resolve('n8n-workflow') } },
	test: {
		include: ['test/**/*.test.ts'],
		exclude: ['test/e2e/**'],
		// Every test is its own org on its own port: nothing waits, so nothing may take long.
		testTimeout: 20_000,
		// Files share their modules, n8n-workflow's above all: no test patches one, and each org stands alone.
		isolate: false,
		// Vitest would leave one core free; of two, that is half of them.
		maxWorkers: '100%',
		restoreMocks: true,
		sequence: { sequencer: LongFirst },
	},
});
