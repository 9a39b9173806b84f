import { refuse, type SalesforceError } from '../core/SalesforceError';
import { columnDelimiters, type CsvDialect, lineEndings } from './csvDialect';

/** The JSON object that creates or changes a job, its keys checked. */
export class JobRequest {
	private readonly values: Readonly<Record<string, unknown>>;

	/** @throws SalesforceError JSON_PARSER_ERROR for anything but an object with keys of `known` */
	constructor(body: unknown, known: readonly string[]) {
		if (typeof body !== 'object' || body === null || Array.isArray(body)) {
			throw unreadable('The request body is no JSON object');
		}
		this.values = body as Record<string, unknown>;
		const stranger = Object.keys(body).find((key) => !known.includes(key));
		if (stranger !== undefined) throw unreadable(`Unrecognized field "${stranger}"`);
	}

	/** A text, or undefined if the key is absent or null. */
	text(key: string): string | undefined {
		const value = this.values[key] ?? undefined;
		if (value !== undefined && typeof value !== 'string') throw unreadable(`${key} is no text`);
		return value;
	}

	/** One of `values`; `preset` where the key is absent. */
	oneOf<T extends string>(key: string, values: readonly T[], preset?: T): T {
		const value = this.text(key) ?? preset;
		if (value !== undefined && (values as readonly string[]).includes(value)) return value as T;
		const names = values.join(', ');
		throw unreadable(
			`${key}: value "${value ?? ''}" not one of declared Enum instance names: [${names}]`,
		);
	}

	/** The CSV dialect that the job names. */
	dialect(): CsvDialect {
		this.oneOf('contentType', ['CSV'], 'CSV');
		return {
			columnDelimiter: this.oneOf('columnDelimiter', delimiterNames, 'COMMA'),
			lineEnding: this.oneOf('lineEnding', lineEndingNames, 'LF'),
		};
	}
}

const delimiterNames = Object.keys(columnDelimiters) as CsvDialect['columnDelimiter'][];
const lineEndingNames = Object.keys(lineEndings) as CsvDialect['lineEnding'][];

function unreadable(message: string): SalesforceError {
	return refuse(400, 'JSON_PARSER_ERROR', message);
}
