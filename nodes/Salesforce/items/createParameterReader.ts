import type { IExecuteFunctions } from 'n8n-workflow';
import { InvalidInputError } from '../../../rest';
import { workflowZone } from '../../shared/workflowZone';

export interface ParameterReader {
	/**
	 * The value of a parameter for an item. n8n needs 0.45 ms to resolve a parameter, so a parameter without an
	 * expression is resolved once for all items: treat the value as read-only.
	 *
	 * An expression may return anything. A text, a number, true and false are converted to the type of the
	 * fallback; lists and objects are returned as they are.
	 *
	 * @param name may be a path into collections: `options.batchSize`
	 * @throws InvalidInputError for a value that can't be converted to the type of the fallback
	 */
	get<Value>(name: string, itemIndex: number, fallback: Value): Value;
	/**
	 * One of the values that the parameter offers.
	 *
	 * @throws InvalidInputError for any other one, which only an expression can give
	 */
	getChoice<Value extends string>(
		name: string,
		itemIndex: number,
		values: readonly Value[],
		fallback: Value,
	): Value;
	/** Whatever the parameter holds. */
	getValue(name: string, itemIndex: number): unknown;
	/** The value that a resource locator points at, reduced by its mode's `extractValue`. */
	getLocator(name: string, itemIndex: number): string;
	/** As `get`, but without n8n's check of a resource mapper's values against its schema. */
	getUnchecked<Value>(name: string, itemIndex: number, fallback: Value): Value;
	/** Whether it may differ from item to item. */
	isExpression(name: string): boolean;
	/** The workflow's time zone: what a moment is in that names none. */
	readonly zone: string;
}

/** Whether a raw parameter, at any depth, holds an expression: n8n marks them by a leading `=`. */
function holdsExpression(raw: unknown): boolean {
	if (typeof raw === 'string') return raw.startsWith('=');
	return typeof raw === 'object' && raw !== null && Object.values(raw).some(holdsExpression);
}

const refuse = (name: string, takes: string, value: unknown): never => {
	const shown = typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
	throw new InvalidInputError(`The parameter '${name}' takes ${takes}, not ${shown}`);
};

function fitText(name: string, value: unknown): string {
	if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
		return String(value);
	}
	return refuse(name, 'a text', value);
}

/** A value as what the fallback is. */
function fit(name: string, value: unknown, fallback: unknown): unknown {
	if (value === undefined || value === null) return fallback;
	switch (typeof fallback) {
		case 'string':
			if (Array.isArray(value)) return value;
			return typeof value === 'string' ? value : fitText(name, value);
		case 'number': {
			const number = typeof value === 'string' && value.trim() === '' ? fallback : Number(value);
			return Number.isNaN(number) ? refuse(name, 'a number', value) : number;
		}
		case 'boolean':
			if (value === true || value === 'true' || value === 1) return true;
			if (value === false || value === 'false' || value === 0 || value === '') return false;
			return refuse(name, 'true or false', value);
		default:
			return value;
	}
}

const pick = (parameters: unknown, name: string): unknown =>
	name
		.split('.')
		.reduce<unknown>(
			(value, key) => (value as Record<string, unknown> | undefined)?.[key],
			parameters,
		);

export function createParameterReader(context: IExecuteFunctions): ParameterReader {
	const raw = context.getNode().parameters;
	const fixed = new Map<string, unknown>();
	const expressions = new Map<string, boolean>();

	const isExpression = (name: string): boolean => {
		const known = expressions.get(name);
		if (known !== undefined) return known;
		// The whole parameter may be one expression: `options` = "={{ … }}".
		const [root = ''] = name.split('.');
		const value = typeof raw[root] === 'string' ? raw[root] : pick(raw, name);
		const answer = holdsExpression(value);
		expressions.set(name, answer);
		return answer;
	};

	function read(name: string, itemIndex: number, fallback: unknown, options?: object): unknown {
		const resolve = () => context.getNodeParameter(name, itemIndex, fallback, options);
		if (isExpression(name)) return resolve();
		if (!fixed.has(name)) fixed.set(name, resolve());
		return fixed.get(name);
	}

	return {
		get: <Value>(name: string, itemIndex: number, fallback: Value) =>
			fit(name, read(name, itemIndex, fallback), fallback) as Value,
		getChoice: (name, itemIndex, values, fallback) => {
			const value = read(name, itemIndex, fallback) ?? fallback;
			return (
				values.find((choice) => choice === value) ??
				refuse(name, `one of ${values.join(', ')}`, value)
			);
		},
		getValue: (name, itemIndex) => read(name, itemIndex, null),
		getLocator: (name, itemIndex) =>
			String(fit(name, read(name, itemIndex, '', { extractValue: true }), '')).trim(),
		getUnchecked: <Value>(name: string, itemIndex: number, fallback: Value) =>
			read(name, itemIndex, fallback, { skipValidation: true }) as Value,
		isExpression,
		zone: workflowZone(context),
	};
}
