import { InvalidInputError } from './errors';

/**
 * Reads JSON that a user wrote.
 *
 * @param what names it in the message, e.g. `The parameter 'Body'`
 * @throws InvalidInputError with the parser's word on where it ends
 */
export function parseJson(text: string, what: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch (error) {
		const advice = error instanceof Error ? error.message : undefined;
		throw new InvalidInputError(`${what} is not valid JSON`, advice);
	}
}
