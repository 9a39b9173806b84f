/**
 * Cuts rows into calls: rows of one type side by side, at most `batchSize` rows and `maxTypes` types a call.
 * Gives positions, so that results find their way back.
 */
export function planBatches(types: string[], batchSize: number, maxTypes: number): number[][] {
	const byType = new Map<string, number[]>();
	types.forEach((type, position) => {
		const positions = byType.get(type);
		if (positions) positions.push(position);
		else byType.set(type, [position]);
	});
	const batches: number[][] = [];
	let room = 0;
	let typesLeft = 0;
	for (const positions of byType.values()) {
		for (let from = 0; from < positions.length;) {
			if (room === 0 || typesLeft === 0) {
				batches.push([]);
				room = batchSize;
				typesLeft = maxTypes;
			}
			const run = positions.slice(from, from + room);
			batches.at(-1)!.push(...run);
			from += run.length;
			room -= run.length;
			typesLeft -= 1;
		}
	}
	return batches;
}
