/** Deeper than any answer of Salesforce, and far from where functions that call themselves run out of stack. */
const MAX_DEPTH = 500;

/** Also where letters of it are escaped. */
const MAY_HOLD_PROTOTYPE =
	/"(?:_|\\u005f)(?:_|\\u005f)(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006f)(?:t|\\u0074)(?:o|\\u006f)(?:_|\\u005f)(?:_|\\u005f)"/i;

/** JSON that is right and that nobody should take on. */
export class HostileJsonError extends Error {
	override readonly name = 'HostileJsonError';
}

function isDeeper(value: unknown, room: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (room === 0) return true;
	if (Array.isArray(value)) {
		for (const inner of value) if (isDeeper(inner, room - 1)) return true;
		return false;
	}
	for (const name in value) {
		if (isDeeper((value as Record<string, unknown>)[name], room - 1)) return true;
	}
	return false;
}

/** A key of that name is data to `JSON.parse`, but sets the prototype wherever it is copied by assignment. */
const dropPrototypes = (_name: string, value: unknown): unknown => {
	if (typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__')) {
		delete (value as Record<string, unknown>)['__proto__'];
	}
	return value;
};

/**
 * Parses an answer. Keys called `__proto__`, which no resource of Salesforce has, are left out.
 *
 * @throws SyntaxError for what is no JSON
 * @throws HostileJsonError for what is nested more than 500 deep
 */
export function readJson(text: string): unknown {
	const value = JSON.parse(text) as unknown;
	if (isDeeper(value, MAX_DEPTH)) {
		throw new HostileJsonError(`JSON that is nested more than ${MAX_DEPTH} deep`);
	}
	return MAY_HOLD_PROTOTYPE.test(text) ? JSON.parse(text, dropPrototypes) : value;
}
