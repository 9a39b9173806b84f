/**
 * Cuts rows into calls: rows of one type next to each other, at most `batchSize` rows and `maxTypes` types a call.
 * Returns positions, so that results can be assigned to their rows.
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

/**
 * Cuts rows into rounds of calls, so that no call holds a record twice: Salesforce would refuse both rows. The
 * first row of each key goes in the first round, the second row in the next. A round begins when the round before
 * is done. So the last row wins, wherever the calls are cut.
 *
 * @param keys the key of each row's record; `undefined` for a row that shares its record with no other
 */
export function planRounds(
	types: string[],
	keys: Array<string | undefined>,
	batchSize: number,
	maxTypes: number,
): number[][][] {
	const times = new Map<string, number>();
	const rounds: number[][] = [];
	types.forEach((type, position) => {
		const key = keys[position];
		const name = `${type.toLowerCase()} ${key}`;
		const round = key === undefined ? 0 : (times.get(name) ?? 0);
		if (key !== undefined) times.set(name, round + 1);
		(rounds[round] ??= []).push(position);
	});
	return rounds.map((positions) =>
		planBatches(
			positions.map((position) => types[position]!),
			batchSize,
			maxTypes,
		).map((batch) => batch.map((n) => positions[n]!)),
	);
}
