import { readFile, writeFile } from 'node:fs/promises';

/**
 * The most memory that a process held at once while something ran, in MB.
 * Linux only: the kernel keeps the high-water mark and can be told to start anew.
 */
export async function peakMemory<T>(
	pid: number,
	work: () => Promise<T>,
): Promise<{ result: T; peak: number }> {
	await writeFile(`/proc/${pid}/clear_refs`, '5');
	const result = await work();
	const status = await readFile(`/proc/${pid}/status`, 'utf8');
	return { result, peak: Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1_000 };
}
