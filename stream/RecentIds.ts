/** The ids of the last events: Salesforce may deliver one again, under another position. */
export class RecentIds {
	private readonly ids = new Set<string>();

	constructor(private readonly capacity = 2_000) {}

	has(id: string): boolean {
		return this.ids.has(id);
	}

	add(id: string): void {
		this.ids.add(id);
		if (this.ids.size <= this.capacity) return;
		const [oldest] = this.ids;
		if (oldest !== undefined) this.ids.delete(oldest);
	}
}
