import { SalesforceAuthError } from '../../auth';
import {
	adviceFor,
	adviseOnFault,
	InvalidInputError,
	readQueryFault,
	type RowRefusal,
	SalesforceApiError,
} from '../../rest';
import { PubSubError } from '../../stream';

/** A failure in one form, whatever was thrown. */
export interface Failure {
	errorCode: string;
	message: string;
	fields: string[];
	/** What to do next. */
	advice?: string;
	/** HTTP status, if Salesforce answered. */
	statusCode?: number;
	duplicates?: RowRefusal['duplicates'];
	/** Of a record with children: the one that was refused, e.g. `Contacts[1].Cases[0]`; empty for the parent. */
	path?: string;
	/** Whether one record was refused, and others may have been saved. */
	isRow?: true;
	/** The Bulk API job that it happened in. */
	jobId?: string;
}

const isRefusal = (error: unknown): error is RowRefusal =>
	typeof error === 'object' && error !== null && !(error instanceof Error) && 'errorCode' in error;

const withAdvice = (failure: Failure): Failure => {
	const advice = failure.advice ?? adviceFor(failure);
	return advice === undefined ? failure : { ...failure, advice };
};

function describeRefusal({ cause, ...refusal }: RowRefusal): Failure {
	const whole = cause === undefined ? undefined : describeFailure(cause);
	return withAdvice({
		...refusal,
		isRow: true,
		...(whole?.statusCode !== undefined && { statusCode: whole.statusCode }),
		...(whole?.advice !== undefined && { advice: whole.advice }),
	});
}

/** The message with its place in the item, and what became of the records around it. */
export const tellFailure = ({ message, path }: Failure): string => {
	if (path === undefined) return message;
	const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
	return `${path === '' ? '' : `${path}: `}${sentence} Nothing of this item was saved.`;
};

/** Reads what was thrown, or a row's refusal. Secrets are in none of the errors of this package. */
export function describeFailure(error: unknown): Failure {
	if (isRefusal(error)) return describeRefusal(error);
	if (error instanceof SalesforceApiError) {
		const { errorCode, fields, statusCode, entries } = error;
		const fault = readQueryFault(error.message);
		const message = fault?.reason ?? error.message;
		const duplicates = entries.flatMap((entry) => entry.duplicates ?? []);
		const found = duplicates.length > 0 && { duplicates };
		const advice = error.advice ?? (fault && adviseOnFault(fault, errorCode));
		return withAdvice({
			...{ errorCode, message, fields, statusCode, ...found },
			...(advice !== undefined && { advice }),
		});
	}
	const { message } = error instanceof Error ? error : { message: String(error) };
	if (error instanceof InvalidInputError) {
		const advice = error.advice !== undefined && { advice: error.advice };
		return { errorCode: 'INVALID_INPUT', message, fields: [], ...advice };
	}
	if (error instanceof SalesforceAuthError) {
		return { errorCode: error.code, message, fields: [], advice: error.advice };
	}
	if (error instanceof PubSubError) {
		const { code, advice } = error;
		return { errorCode: code, message, fields: [], ...(advice !== undefined && { advice }) };
	}
	const code = (error as { code?: unknown } | null)?.code;
	const description =
		adviceFor({ errorCode: '', message }) ??
		(error as { description?: unknown } | null)?.description;
	const jobId = (error as { jobId?: unknown } | null)?.jobId;
	return {
		errorCode: typeof code === 'string' ? code : 'FAILED',
		message,
		fields: [],
		...(typeof description === 'string' && description !== '' && { advice: description }),
		...(typeof jobId === 'string' && { jobId }),
	};
}
