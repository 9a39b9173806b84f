import { expect, it } from 'vitest';
import { createPollMemory } from '../../../nodes/SalesforceTrigger/pollMemory';

it('forgets the nodes polled longest ago, however many there are', () => {
	const memory = createPollMemory<number>(3);
	for (let node = 0; node < 100; node += 1) {
		memory.keep(`node ${node}`, node);
		memory.keep('in use', node);
	}
	expect(memory.recall('in use')).toBe(99);
	expect(memory.recall('node 99')).toBe(99);
	expect(memory.recall('node 0')).toBeUndefined();
	expect(memory.recall('node 97')).toBeUndefined();
});

it('runs one poll of a node at a time', async () => {
	const memory = createPollMemory<number>();
	let finish = () => undefined as void;
	const first = memory.runAlone(
		'node',
		() => new Promise<string>((resolve) => (finish = () => resolve('done'))),
	);
	expect(await memory.runAlone('node', () => Promise.resolve('twice'))).toBeUndefined();
	expect(await memory.runAlone('other', () => Promise.resolve('other'))).toBe('other');
	finish();
	expect(await first).toBe('done');
	expect(await memory.runAlone('node', () => Promise.resolve('again'))).toBe('again');
});
