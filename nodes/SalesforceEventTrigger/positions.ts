import type { ITriggerFunctions } from 'n8n-workflow';
import { CLOCK_MARGIN_MS, type Start } from '../../stream';
import type { KeptChannel } from './Handover';
import type { EventSettings } from './readSettings';

interface Kept {
	/** The org whose positions these are. */
	org?: string;
	channels?: Record<string, KeptChannel>;
}

/** How far each channel of the node is, in n8n's static data. */
export interface Positions {
	read(channel: string): KeptChannel;
	save(channel: string, kept: KeptChannel): void;
}

/**
 * Opens what is kept of the node's channels. Positions of another org mean nothing here and are dropped. A new
 * channel begins as `settings` say.
 *
 * @param now epoch milliseconds
 */
export function openPositions(
	context: ITriggerFunctions,
	org: string,
	{ channels, startFrom }: EventSettings,
	now: number,
): Positions {
	const data = context.getWorkflowStaticData('node') as Kept;
	const known = data.org === org ? (data.channels ?? {}) : {};
	const start: KeptChannel = startFrom === 'new' ? { since: now } : {};
	const kept: Record<string, KeptChannel> = {};
	for (const channel of channels) kept[channel] = known[channel] ?? start;
	data.org = org;
	data.channels = kept;
	return {
		read: (channel) => kept[channel] ?? {},
		save(channel, next) {
			kept[channel] = next;
			// n8n notices a change of the first level only.
			data.channels = { ...kept };
		},
	};
}

/**
 * Where to read from. If there is no position yet, events that were published since the first activation are
 * missing.
 *
 * @param isFirst whether this activation is the first one
 */
export function toStart({ position, since }: KeptChannel, isFirst: boolean): Start {
	if (position !== undefined) return { position };
	if (since === undefined) return 'retained';
	return isFirst ? 'new' : { since: since - CLOCK_MARGIN_MS };
}
