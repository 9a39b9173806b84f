import { type RowRefusal, toRefusal } from '../rows/rowResult';
import type { ApiErrorEntry } from '../call/errorAnswer';

/**
 * Splits `sf__Error`, which joins code, message and fields by colons and ends in `--`:
 * `REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --`. Several of them may follow each
 * other. A message may contain colons itself, so the code is the part before the first colon, and the fields are
 * the part after the last one. Any other text is used as the message.
 */
export function splitRowError(text: string): RowRefusal {
	return toRefusal(text.split(/(?<=--)(?=[A-Z][A-Z0-9_]+:)/).map(splitEntry));
}

function splitEntry(text: string): ApiErrorEntry {
	const trimmed = text.trimEnd();
	const ended = trimmed.endsWith('--');
	const body = ended ? trimmed.slice(0, -2).trimEnd() : text;
	const [, errorCode = 'UNKNOWN', rest = body] = /^([a-z_]\w*):([\s\S]*)$/i.exec(body) ?? [];
	const [, message = rest, fields = ''] =
		(ended && /^([\s\S]*):((?:[\w.]+(?:[\s,]+[\w.]+)*)?)$/.exec(rest)) || [];
	return { errorCode, message, fields: fields.split(/[\s,]+/).filter((field) => field !== '') };
}
