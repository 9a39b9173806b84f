import type { IPollFunctions } from 'n8n-workflow';
import { checkIdentifier, type Filter, InvalidInputError, readMoment } from '../../rest';
import { type FilterEntry, toFilters } from '../shared/filters';
import { workflowZone } from '../shared/workflowZone';
import { readCondition } from './changeQuery';
import type { TriggerOn } from './events';

/** The node's parameters, checked. */
export interface TriggerSettings {
	object: string;
	triggerOn: TriggerOn;
	/** Field paths; empty for all that can be read. */
	fields: readonly string[];
	/** Conditions without SOQL. */
	filters: readonly Filter[];
	match: 'all' | 'any';
	/** Bare SOQL; may be empty. */
	condition: string;
	/** Updates that leave all of these as they were are skipped; empty for none. */
	changedFields: readonly string[];
	/** The workflow's time zone. */
	zone: string;
	/** Items a poll delivers at most. */
	maxRecords: number;
	/** Milliseconds. */
	overlap: number;
	/** Milliseconds that a record must have been left alone. */
	quiet: number;
	/** Epoch milliseconds; `undefined` for the moment of activation. */
	startFrom?: number;
	/** Skip changes that the user of the credential has made. */
	ignoreOwnChanges: boolean;
	/** Continue without fields that no longer exist. */
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

/** They are compared by what the records hold: fields of parents change without a stamp on the record. */
function readChangedFields(value: unknown, triggerOn: TriggerOn): string[] {
	if (triggerOn !== 'updated' && triggerOn !== 'createdOrUpdated') return [];
	const names = readFields(value);
	const path = names.find((name) => name.includes('.'));
	if (path === undefined) return names;
	throw new InvalidInputError(
		`'Only If These Fields Changed' can't watch ${path}, a field of another record`,
		'Watch that object with a separate trigger, or choose fields of this object',
	);
}

/** A list of filters; an expression may give any value. */
function readFilters(value: unknown): Filter[] {
	const { conditions } = (value ?? {}) as { conditions?: unknown };
	return Array.isArray(conditions) ? toFilters(conditions as FilterEntry[]) : [];
}

/** A text, a DateTime or a date; a number is epoch milliseconds, as `Date.now()` gives it. */
function readStartFrom(value: unknown, zone: string): number | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const given = typeof value === 'number' ? new Date(value) : value;
	const moment = readMoment(given, zone)?.getTime();
	if (moment !== undefined) return moment;
	const advice =
		"Write it as 2026-01-31T09:30:00, which is in the workflow's time zone, or with a zone as 2026-01-31T09:30:00Z; or pick it from the calendar";
	throw new InvalidInputError("'Start From' is not a date", advice);
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
		throw new InvalidInputError("No object is chosen: fill in 'Object'");
	}
	const options = context.getNodeParameter('options', {}) as Record<string, unknown>;
	const condition = context.getNodeParameter('condition', '');
	const zone = workflowZone(context);
	const startFrom = readStartFrom(options.startFrom, zone);
	const triggerOn = context.getNodeParameter('triggerOn') as TriggerOn;
	return {
		object: checkIdentifier(object),
		triggerOn,
		fields: readFields(context.getNodeParameter('fields', [])),
		filters: readFilters(context.getNodeParameter('filters', {})),
		match: context.getNodeParameter('mustMatch', 'all') === 'any' ? 'any' : 'all',
		changedFields: readChangedFields(options.changedFields, triggerOn),
		zone,
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
