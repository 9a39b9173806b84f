import { InvalidInputError } from './errors';

/**
 * Reads JSON that a user wrote.
 *
 * @param what the name for the message, e.g. `The parameter 'Body'`
 * @throws InvalidInputError with the place where the parser stopped
 */
export function parseJson(text: string, what: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch (error) {
		const advice = error instanceof Error ? error.message : undefined;
		throw new InvalidInputError(`${what} is not valid JSON`, advice);
	}
}
