import { createHash } from 'node:crypto';

const SHORTEST = 1_000;

/**
 * The change of a long text as a unified diff, as Salesforce sends it if that is shorter; `undefined` if the text
 * itself is sent: it is short, or more than half of it has changed, or more than a quarter of its lines.
 */
export function diffTexts(before: string, after: string): string | undefined {
	if (before.length < SHORTEST || after.length < SHORTEST) return undefined;
	const [old, now] = [before.split('\n'), after.split('\n')];
	let start = 0;
	while (start < old.length && old[start] === now[start]) start++;
	let end = 0;
	const most = Math.min(old.length, now.length) - start;
	while (end < most && old.at(-1 - end) === now.at(-1 - end)) end++;
	const removed = old.slice(start, old.length - end);
	const added = now.slice(start, now.length - end);
	const length = Math.max(removed.join('\n').length, added.join('\n').length);
	if (length > after.length / 2 || added.length > now.length / 4) return undefined;
	const hash = createHash('sha256').update(after).digest('hex');
	const lines = [
		'--- ',
		`+++ ${hash}`,
		`@@ -${start + 1},${removed.length} +${start + 1},${added.length} @@`,
		...removed.map((line) => `-${line}`),
		...added.map((line) => `+${line}`),
	];
	const diff = lines.join('\n');
	return diff.length < after.length ? diff : undefined;
}
