import { InvalidInputError } from './errors';

/** One path segment, encoded. Values that a server would resolve away (`.`, `..`) or that vanish (empty) are refused. */
function encodeSegment(value: string): string {
	if (value === '' || value === '.' || value === '..') {
		throw new InvalidInputError(`"${value}" can't be part of a path in Salesforce`);
	}
	try {
		return encodeURIComponent(value);
	} catch {
		throw new InvalidInputError(
			'A value for a path holds half of a character, which no URL can carry',
		);
	}
}

/**
 * A request path whose inserted values can't change its meaning:
 * ``path`sobjects/${object}/${field}/${value}` ``.
 *
 * @throws InvalidInputError for a value that can't be a segment
 */
export function path(strings: TemplateStringsArray, ...values: string[]): string {
	return String.raw({ raw: strings }, ...values.map(encodeSegment));
}
