import { getLimits as readLimits } from '../../../../rest';
import type { ItemOperation } from '../../operation';
import { optionsProperty } from '../../options/options';

/** Two digits after the decimal point; 0 for a limit of 0. */
const percentOf = (remaining: number, max: number) =>
	max === 0 ? 0 : Math.round((10_000 * remaining) / max) / 100;

export const getLimits: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Get Limits',
	value: 'getLimits',
	action: 'Get limits of org',
	description:
		"Read the org's limits and what is left of each, such as API calls, storage and emails of the day; one item for each limit",
	properties: [optionsProperty()],
	async execute({ client }) {
		const limits = Object.entries(await readLimits(client));
		return limits.map(([name, { Max: max, Remaining: remaining }]) => ({
			json: {
				name,
				max,
				remaining,
				used: max - remaining,
				percentLeft: percentOf(remaining, max),
			},
		}));
	},
};
