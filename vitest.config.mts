import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

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
	},
});
