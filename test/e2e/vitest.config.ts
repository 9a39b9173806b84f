import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
	root: join(__dirname, '..', '..'),
	test: {
		include: ['test/e2e/**/*.e2e.ts'],
		globalSetup: ['test/e2e/globalSetup.ts'],
		// One n8n serves all files: what one file measures must not be another's traffic.
		fileParallelism: false,
		testTimeout: 300_000,
		hookTimeout: 120_000,
	},
});
