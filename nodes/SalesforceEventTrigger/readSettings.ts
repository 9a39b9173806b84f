import type { ITriggerFunctions } from 'n8n-workflow';
import { checkIdentifier, InvalidInputError } from '../../rest';

/** The node's parameters, checked. */
export interface EventSettings {
	/** `/data/AccountChangeEvent`, `/event/Order_Placed__e`. */
	channels: readonly string[];
	startFrom: 'new' | 'retained';
	/** Empty for all. */
	changeTypes: readonly string[];
	/** Empty for all. */
	changedFields: readonly string[];
	ignoreOwnChanges: boolean;
	fetchLongTexts: boolean;
	onLostPosition: 'retained' | 'new' | 'fail';
	onGap: 'fetch' | 'emit';
	/** Events of an execution; 1 where each has its own. */
	maxBatch: number;
	isBatch: boolean;
	maxRunning: number;
	endpoint: string;
	apiVersion: string;
	runAsUser: string;
}

const isText = (value: unknown): value is string => typeof value === 'string';

function readList(value: unknown): string[] {
	const names = isText(value) ? value.split(',') : Array.isArray(value) ? value : [];
	return names.filter(isText).flatMap((name) => name.trim() || []);
}

function readCount(value: unknown, fallback: number, label: string): number {
	const number = value === undefined || value === '' ? fallback : Number(value);
	if (Number.isInteger(number) && number >= 1) return number;
	throw new InvalidInputError(`'${label}' must be a whole number of at least 1`);
}

/** The channel of an object's changes. */
const changeChannel = (object: string) =>
	`/data/${checkIdentifier(object).replace(/__c$/, '__')}ChangeEvent`;

function readChannels(context: ITriggerFunctions): string[] {
	const listenTo = context.getNodeParameter('listenTo');
	if (listenTo === 'platformEvent') {
		const event = context.getNodeParameter('event', '', { extractValue: true });
		if (isText(event) && event !== '') return [`/event/${checkIdentifier(event)}`];
		throw new InvalidInputError("No event is chosen: fill in 'Platform Event'");
	}
	if (listenTo === 'channel') {
		const given = context.getNodeParameter('channel', '');
		const channel = isText(given) ? given.trim() : '';
		if (/^\/(?:data|event)\/\w+$/.test(channel)) return [channel];
		throw new InvalidInputError(
			`'${channel}' is not a channel`,
			"Write 'Channel' as /data/N8n__chn, /data/AccountChangeEvent or /event/Order_Placed__e",
		);
	}
	const objects = [...new Set(readList(context.getNodeParameter('objects', [])))];
	return objects.length === 0 ? ['/data/ChangeEvents'] : objects.map(changeChannel);
}

const choose = <Choice extends string>(value: unknown, choices: readonly Choice[]): Choice =>
	choices.find((choice) => choice === value) ?? choices[0]!;

/** @throws InvalidInputError for a parameter that can't work, with its label */
export function readSettings(context: ITriggerFunctions): EventSettings {
	const options = context.getNodeParameter('options', {}) as Record<string, unknown>;
	const isBatch = options.executionsPer === 'batch';
	return {
		channels: readChannels(context),
		startFrom: choose(context.getNodeParameter('startFrom', 'new'), ['new', 'retained']),
		changeTypes: readList(options.changeTypes),
		changedFields: readList(options.changedFields),
		ignoreOwnChanges: options.ignoreOwnChanges === true,
		fetchLongTexts: options.fetchLongTexts !== false,
		onLostPosition: choose(options.onLostPosition, ['retained', 'new', 'fail']),
		onGap: choose(options.onGap, ['fetch', 'emit']),
		isBatch,
		maxBatch: isBatch ? readCount(options.maxBatch, 100, 'Max Events per Batch') : 1,
		maxRunning: readCount(options.maxRunning, 10, 'Max Running Executions'),
		endpoint: isText(options.endpoint) ? options.endpoint : '',
		apiVersion: isText(options.apiVersion) ? options.apiVersion : '',
		runAsUser: isText(options.runAsUser) ? options.runAsUser : '',
	};
}
