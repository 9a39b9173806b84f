/** Lists by key, in order of each key's first value. `Map.groupBy` is not there before Node 21. */
export function groupBy<Value>(values: Value[], keyOf: (value: Value) => string): Value[][] {
	const groups = new Map<string, Value[]>();
	for (const value of values) {
		const key = keyOf(value);
		const group = groups.get(key);
		if (group) group.push(value);
		else groups.set(key, [value]);
	}
	return [...groups.values()];
}
