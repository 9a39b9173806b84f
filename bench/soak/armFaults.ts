import type { Org } from '../../emulator';

type Fault = Parameters<Org['addFault']>[0];

/** What befalls any call. */
const ANY: Fault[] = [
	{ status: 503 },
	{ status: 503, headers: { 'Retry-After': '1' } },
	{ status: 429 },
	{ status: 420, body: '<html><body>Setting things up</body></html>' },
	{ dropBefore: true },
	{ dropAfter: true },
	// n8n's own HTTP Request node, which asks for the limits, waits for ever where an answer breaks off.
	{ truncate: true, match: { path: /^(?!.*\/limits$)/ } },
	{ delayMs: 700 },
];

/** What befalls saves alone. */
const SAVES: Fault[] = [{ lockRow: true, match: { path: '/composite/sobjects' } }];

/**
 * Lets faults of every kind hit a share of the calls, chosen by chance, in an order that the seed tells.
 *
 * @param share from 0 to 1
 * @param count faults that stand ready
 */
export function armFaults(org: Org, share: number, count: number, random: () => number): void {
	const kinds = [...ANY, ...SAVES];
	let after = 0;
	for (let armed = 0; armed < count; armed += 1) {
		// The gaps of independent chances: many short ones, some long ones.
		after += Math.floor(Math.log(1 - random()) / Math.log(1 - share));
		org.addFault({ ...kinds[Math.floor(random() * kinds.length)]!, after });
	}
}
