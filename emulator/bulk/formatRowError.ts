/** One reason why a row was not saved. */
export interface RowError {
	code: string;
	message: string;
	fields?: readonly string[];
}

/**
 * The text of `sf__Error`: `CODE:message:Field --`, as recorded,
 * e.g. `REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --`.
 */
export function formatRowError(errors: readonly RowError[]): string {
	return errors
		.map(({ code, message, fields = [] }) => {
			const names = fields.map((name) => `${name} `).join('');
			return `${code}:${message}:${names}--`;
		})
		.join('');
}
