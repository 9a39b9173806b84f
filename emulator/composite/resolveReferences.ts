/** A reference to a result that is not there: its subrequest failed, or never was. */
export class InvalidReferenceError extends Error {
	override readonly name = 'InvalidReferenceError';
}

const reference = /@\{([^}]*)\}/g;
const wholeReference = /^@\{([^}]*)\}$/;
const pathForm = /^(\w+)((?:\.\w+|\[\d+\])*)$/;

/**
 * Replaces `@{referenceId.path}` in every text inside `template` by what the named result holds, e.g.
 * `@{newAccount.id}` or `@{contacts.records[0].Id}`. A text that is only one reference takes the value as it is, so
 * a number stays a number. Reference IDs and field names are those of the answer, and case matters: creating
 * answers `id`, reading `Id`. Objects and lists can't be referred to.
 *
 * @throws InvalidReferenceError in Salesforce's words when the target of a reference does not exist
 */
export function resolveReferences(
	template: unknown,
	results: ReadonlyMap<string, unknown>,
): unknown {
	if (typeof template === 'string') {
		const whole = wholeReference.exec(template);
		if (whole) return lookUp(whole[1] ?? '', results);
		return template.replace(reference, (_, path: string) => asText(lookUp(path, results)));
	}
	if (Array.isArray(template)) return template.map((item) => resolveReferences(item, results));
	if (typeof template === 'object' && template !== null) {
		return Object.fromEntries(
			Object.entries(template).map(([key, value]) => [key, resolveReferences(value, results)]),
		);
	}
	return template;
}

function lookUp(path: string, results: ReadonlyMap<string, unknown>): unknown {
	const [, id = '', rest = ''] = pathForm.exec(path) ?? [];
	let value = results.get(id);
	for (const step of rest.match(/\w+/g) ?? []) value = member(value, step);
	if (value === undefined || value === null || typeof value === 'object') {
		throw new InvalidReferenceError(
			`Invalid reference specified. No value for ${path} found in ${id || path}`,
		);
	}
	return value;
}

function member(value: unknown, name: string): unknown {
	if (typeof value !== 'object' || value === null) return undefined;
	return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

function asText(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}
