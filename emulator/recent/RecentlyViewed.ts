const kept = 200;

/** The records that each user of an org has looked at, newest first. */
export class RecentlyViewed {
	private readonly byUser = new Map<string, string[]>();

	/** Remembers that the user looked at the records. */
	add(userId: string, ids: readonly string[]): void {
		const before = this.byUser.get(userId) ?? [];
		const seen = new Set([...ids, ...before]);
		this.byUser.set(userId, [...seen].slice(0, kept));
	}

	/** Record ids, newest first. */
	list(userId: string): readonly string[] {
		return this.byUser.get(userId) ?? [];
	}
}
