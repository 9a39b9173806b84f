/** Eight bytes of a number and two that are zero; nobody but the org may read anything into them. */
export function writeReplayId(number: number): Buffer {
	const bytes = Buffer.alloc(10);
	bytes.writeBigUInt64BE(BigInt(number));
	return bytes;
}

/** `undefined` for bytes that this org has never given out. The last two may be left out. */
export function readReplayId(bytes: Buffer): number | undefined {
	if (bytes.length !== 8 && bytes.length !== 10) return undefined;
	const number = bytes.readBigUInt64BE();
	return number > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(number);
}
