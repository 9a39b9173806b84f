/** Where the first line of a CSV ends: the index of its line feed, or -1. One inside quotes is data. */
export function firstLineFeed(csv: Buffer): number {
	let quoted = false;
	for (let at = 0; at < csv.length; at++) {
		if (csv[at] === 0x22) quoted = !quoted;
		if (csv[at] === 0x0a && !quoted) return at;
	}
	return -1;
}

/** The first line of a CSV as it stands there, without its line ending. */
export function firstLine(csv: Buffer): string {
	const end = firstLineFeed(csv);
	return csv.toString('utf8', 0, end === -1 ? csv.length : end).replace(/\r$/, '');
}
