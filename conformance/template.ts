/** What `${…}` may stand for: a value, or a function of what follows the colon. */
export type Variables = Record<string, string | ((argument: string) => string)>;

/**
 * Fills the `${variables}` of every text in a value in; `${name:argument}` calls a function.
 *
 * @throws Error for a variable that there is none of
 */
export function fill<T>(template: T, variables: Variables): T {
	return fillIn(template, variables) as T;
}

const VARIABLE = /\$\{(\w+)(?::([^}]*))?\}/g;

function fillIn(template: unknown, variables: Variables): unknown {
	if (typeof template === 'string') {
		return template.replace(VARIABLE, (_, name: string, argument: string = '') => {
			const value = variables[name];
			if (value === undefined) throw new Error(`There is no variable \${${name}}`);
			return typeof value === 'function' ? value(argument) : value;
		});
	}
	if (Array.isArray(template)) return template.map((one) => fillIn(one, variables));
	if (typeof template !== 'object' || template === null) return template;
	return Object.fromEntries(
		Object.entries(template).map(([key, one]) => [fill(key, variables), fillIn(one, variables)]),
	);
}

/** The part of an answer at `0.id` or `records.0.Id`; undefined if there is none. */
export function partAt(value: unknown, path: string): unknown {
	return path
		.split('.')
		.filter((step) => step !== '')
		.reduce<unknown>(
			(part, step) =>
				typeof part === 'object' && part !== null
					? (part as Record<string, unknown>)[step]
					: undefined,
			value,
		);
}
