import type { IExecuteFunctions } from 'n8n-workflow';
import { workflowZone } from '../../shared/workflowZone';

export interface ParameterReader {
	/**
	 * A parameter's value for an item. n8n spends 0.45 ms on each resolution, so one that holds no expression
	 * is resolved once for all items: treat what you get as read-only.
	 *
	 * @param name a path into collections is understood: `options.batchSize`
	 * @throws what n8n throws where the parameter is missing and no fallback is given
	 */
	get<Value>(name: string, itemIndex: number, fallback?: Value): Value;
	/** The value that a resource locator points at, reduced by its mode's `extractValue`. */
	getLocator(name: string, itemIndex: number): string;
	/** As `get`, but without n8n's check of a resource mapper's values against its schema. */
	getUnchecked<Value>(name: string, itemIndex: number, fallback?: Value): Value;
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
		get: (name, itemIndex, fallback) => read(name, itemIndex, fallback) as never,
		getLocator: (name, itemIndex) =>
			String(
				(read(name, itemIndex, '', { extractValue: true }) as string | number | null) ?? '',
			).trim(),
		getUnchecked: (name, itemIndex, fallback) =>
			read(name, itemIndex, fallback, { skipValidation: true }) as never,
		isExpression,
		zone: workflowZone(context),
	};
}
