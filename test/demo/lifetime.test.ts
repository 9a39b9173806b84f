import { describe, expect, it } from 'vitest';
import { createLifetime } from '../../demo/lifetime';

describe('a lifetime', () => {
	it('ends what was started in reverse order, each before the next', async () => {
		const lifetime = createLifetime();
		const ended: string[] = [];
		lifetime.onEnd(() => void ended.push('org'));
		lifetime.onEnd(async () => {
			await Promise.resolve();
			ended.push('n8n');
		});
		await lifetime.end();
		expect(ended).toEqual(['n8n', 'org']);
	});

	it('ends once, however often and by whomever it is asked', async () => {
		const lifetime = createLifetime();
		let count = 0;
		lifetime.onEnd(() => void count++);
		await Promise.all([lifetime.end(), lifetime.end()]);
		await lifetime.end();
		expect(count).toBe(1);
	});

	it('continues if a clean-up fails', async () => {
		const lifetime = createLifetime();
		let ended = false;
		lifetime.onEnd(() => void (ended = true));
		lifetime.onEnd(() => {
			throw new Error('gone');
		});
		await lifetime.end();
		expect(ended).toBe(true);
	});

	it('forgets what has ended by itself', async () => {
		const lifetime = createLifetime();
		let count = 0;
		lifetime.onEnd(() => void count++)();
		await lifetime.end();
		expect(count).toBe(0);
	});

	it('tells by its signal that ending has begun', async () => {
		const lifetime = createLifetime();
		let told = false;
		lifetime.onEnd(() => void (told = lifetime.signal.aborted));
		await lifetime.end();
		expect(told).toBe(true);
	});
});
