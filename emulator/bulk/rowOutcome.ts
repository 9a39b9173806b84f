import { type SaveResult } from '../store/Row';
import { type RowError } from './formatRowError';
import { type RowOutcome } from './IngestRun';

type Values = Record<string, unknown>;

/** Saves one chunk; the outcomes stand in the order of the rows. */
export type SaveChunk = (rows: readonly Values[]) => RowOutcome[];

/** A store's answer as a result list shows it. `sf__Created` is false but for rows that are new. */
export function toOutcome(result: SaveResult): RowOutcome {
	if (result.success) return { id: result.id, created: result.created };
	const errors = result.errors.map(({ statusCode, message, fields }) => ({
		code: statusCode,
		message,
		fields,
	}));
	return failure(errors, result.id);
}

export function failure(errors: RowError[], id = ''): RowOutcome {
	return { id, errors };
}
