import { join } from 'node:path';

/** Runs the end-to-end tests; any arguments go to vitest as file filters. */
async function run(): Promise<void> {
	const { startVitest } = await import('vitest/node');
	const vitest = await startVitest('test', process.argv.slice(2), {
		config: join(__dirname, 'vitest.config.ts'),
		watch: false,
	});
	const modules = vitest.state.getTestModules();
	const tests = modules.flatMap((module) => [...module.children.allTests()]);
	const count = (state: string): number =>
		tests.filter((test) => test.result().state === state).length;
	// A file that fails to load has no tests that could fail.
	const broken = modules.filter((module) => module.errors().length > 0).length;
	const failed = count('failed') + broken;
	await vitest.close();
	console.log(`${count('passed')} passed, ${failed} failed`);
	process.exit(failed === 0 && tests.length > 0 && !process.exitCode ? 0 : 1);
}

void run();
