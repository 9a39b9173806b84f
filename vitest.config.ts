import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/**/*.test.ts'],
		exclude: ['test/e2e/**'],
		// Every test is its own org on its own port: nothing waits, so nothing may take long.
		testTimeout: 10_000,
		restoreMocks: true,
	},
});
