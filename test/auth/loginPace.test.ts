import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	type AuthOptions,
	createSessionStore,
	SalesforceAuthError,
	type Session,
} from '../../auth';

const HOUR = 3_600_000;

/** A store under a fake clock, whose every login is written down. */
function createRun() {
	const store = createSessionStore();
	const logins: number[] = [];
	let at = 0;
	let count = 0;
	const next = { fails: false, isPassing: false, lifetimeMs: Infinity };
	const steps = {
		logIn: async (): Promise<Session> => {
			logins.push(at);
			await Promise.resolve();
			if (next.fails) {
				throw new SalesforceAuthError('NO_ANSWER', 'no', { advice: '', isPassing: next.isPassing });
			}
			const expiresAt = at + next.lifetimeMs;
			return {
				accessToken: `token ${(count += 1)}`,
				instanceUrl: 'https://acme.my.salesforce.com',
				issuedAt: at,
				...(expiresAt < Infinity && { expiresAt }),
			};
		},
		isAlive: () => Promise.resolve(false),
		now: () => at,
		monotonic: () => at,
		sleep: async (milliseconds: number) => {
			at += milliseconds;
			await Promise.resolve();
		},
		warn: () => undefined,
	};
	return {
		logins,
		next,
		advance: (milliseconds: number) => (at += milliseconds),
		now: () => at,
		acquire: async (options: AuthOptions) => await store.acquire('key', options, steps),
	};
}

/** The most that stand within one hour. */
const mostInAnHour = (logins: number[]) =>
	Math.max(
		0,
		...logins.map((from) => logins.filter((at) => at >= from && at < from + HOUR).length),
	);

describe('no loop', () => {
	it('opens more than 605 sessions an hour, whatever happens to them', async () => {
		const step = fc.record({
			waitMs: fc.constantFrom(0, 1, 500, 5_000, 6_000, 61_000),
			how: fc.constantFrom<'stale' | 'doubted' | 'plain'>('stale', 'stale', 'doubted', 'plain'),
			fails: fc.boolean(),
			isPassing: fc.boolean(),
			lifetimeMs: fc.constantFrom(Infinity, 10, 60_000),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (pattern) => {
				const run = createRun();
				let token = '';
				for (let i = 0; run.now() < 2 * HOUR && i < 3_000; i += 1) {
					const { waitMs, how, ...next } = pattern[i % pattern.length]!;
					run.advance(waitMs);
					Object.assign(run.next, next);
					const options = {
						stale: { staleToken: token },
						doubted: { doubtedToken: token },
						plain: {},
					};
					const session = await run.acquire(options[how]).catch(() => undefined);
					token = session?.accessToken ?? token;
				}
				expect(mostInAnHour(run.logins)).toBeLessThanOrEqual(605);
			}),
			{ numRuns: 30 },
		);
	});

	it('reaches 3,600 an hour, not even one that tests the credential without a pause', async () => {
		const run = createRun();
		let token = '';
		while (run.now() < 2 * HOUR) {
			run.advance(500);
			({ accessToken: token } = await run.acquire({ refresh: true }));
			({ accessToken: token } = await run.acquire({ staleToken: token }));
		}
		const most = mostInAnHour(run.logins);
		expect(most).toBeGreaterThan(700);
		expect(most).toBeLessThanOrEqual(605 + 450);
	});

	it('keeps a credential from being tested, which is done every 8 s at most and never skipped', async () => {
		const run = createRun();
		let { accessToken: token } = await run.acquire({});
		for (let i = 0; i < 50; i += 1)
			({ accessToken: token } = await run.acquire({ staleToken: token }));
		expect(run.logins).toEqual([0, 0, 0, 0, 0]);
		for (let i = 0; i < 5; i += 1) await run.acquire({ refresh: true });
		expect(run.logins.slice(5)).toEqual([0, 8_000, 16_000, 24_000, 32_000]);
		await Promise.all(Array.from({ length: 20 }, () => run.acquire({ refresh: true })));
		expect(run.logins.slice(10)).toEqual([40_000]);
	});
});
