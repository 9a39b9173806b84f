import type { IPollFunctions } from 'n8n-workflow';
import { checkIdentifier, InvalidInputError, readMoment } from '../../rest';
import { workflowZone } from '../shared/workflowZone';
import { readCondition } from './changeQuery';
import type { TriggerOn } from './events';

/** The node's parameters, checked. */
export interface TriggerSettings {
	object: string;
	triggerOn: TriggerOn;
	/** Field paths; empty for all that can be read. */
	fields: readonly string[];
	/** Bare SOQL; may be empty. */
	condition: string;
	/** Items a poll delivers at most. */
	maxRecords: number;
	/** Milliseconds. */
	overlap: number;
	/** Milliseconds that a record must have been left alone. */
	quiet: number;
	/** Epoch milliseconds; `undefined` for the moment of activation. */
	startFrom?: number;
	/** Pass over what the user has changed that the credential acts as. */
	ignoreOwnChanges: boolean;
	/** Go on without fields that have gone. */
	skipMissingFields: boolean;
	apiVersion: string;
	runAsUser: string;
}

/** Long enough for a record that is saved several times in a row, short enough to be no delay. */
const QUIET = 10_000;

const isText = (value: unknown): value is string => typeof value === 'string';

function readFields(value: unknown): string[] {
	const names = isText(value) ? value.split(',') : Array.isArray(value) ? value : [];
	return names.filter((name) => isText(name) && name.trim() !== '').map(checkIdentifier);
}

/** A text, a DateTime or a date; a number is epoch milliseconds, as `Date.now()` gives it. */
function readStartFrom(value: unknown, zone: string): number | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const given = typeof value === 'number' ? new Date(value) : value;
	const moment = readMoment(given, zone)?.getTime();
	if (moment !== undefined) return moment;
	const advice =
		"Write it as 2026-01-31T09:30:00, which is in the workflow's time zone, or with a zone as 2026-01-31T09:30:00Z; or pick it from the calendar";
	throw new InvalidInputError("'Start From' is no date", advice);
}

function readNumber(value: unknown, fallback: number, lowest: number, label: string): number {
	const number = value === undefined || value === '' ? fallback : Number(value);
	if (Number.isFinite(number) && number >= lowest) return number;
	throw new InvalidInputError(`'${label}' must be a number of at least ${lowest}`);
}

/** @throws InvalidInputError for a parameter that can't work, with its label */
export function readSettings(context: IPollFunctions): TriggerSettings {
	const object = context.getNodeParameter('object', '', { extractValue: true });
	if (typeof object !== 'string' || object === '') {
		throw new InvalidInputError("No object is chosen to be watched: fill in 'Object'");
	}
	const options = context.getNodeParameter('options', {}) as Record<string, unknown>;
	const condition = context.getNodeParameter('condition', '');
	const startFrom = readStartFrom(options.startFrom, workflowZone(context));
	return {
		object: checkIdentifier(object),
		triggerOn: context.getNodeParameter('triggerOn') as TriggerOn,
		fields: readFields(context.getNodeParameter('fields', [])),
		condition: readCondition(isText(condition) ? condition : ''),
		maxRecords: Math.floor(readNumber(options.maxRecords, 2000, 1, 'Max Records per Poll')),
		overlap: 1000 * readNumber(options.overlap, 60, 0, 'Overlap'),
		quiet: options.emit === 'latest' ? QUIET : 0,
		...(startFrom !== undefined && { startFrom }),
		ignoreOwnChanges: options.ignoreOwnChanges === true,
		skipMissingFields: options.skipMissingFields === true,
		apiVersion: typeof options.apiVersion === 'string' ? options.apiVersion : '',
		runAsUser: typeof options.runAsUser === 'string' ? options.runAsUser : '',
	};
}
