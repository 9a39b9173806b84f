import { type Readable } from 'node:stream';
import { refuse } from '../core/SalesforceError';

/** Salesforce takes 50 MB of text. */
const MAX_BODY_BYTES = 50 * 1024 * 1024;

/**
 * Reads a body to its end.
 *
 * @throws SalesforceError if it is larger than 50 MB or can't be unpacked
 */
export async function readBody(stream: Readable): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	try {
		for await (const chunk of stream as AsyncIterable<Buffer>) {
			size += chunk.length;
			if (size <= MAX_BODY_BYTES) chunks.push(chunk);
		}
	} catch {
		throw refuse(400, 'UNKNOWN_EXCEPTION', 'The request body could not be read');
	}
	if (size > MAX_BODY_BYTES) {
		throw refuse(413, 'REQUEST_TOO_LARGE', 'Maximum request size of 52428800 bytes exceeded');
	}
	return Buffer.concat(chunks);
}

/**
 * Parses a JSON body, and names the line and column of a mistake as Salesforce's parser does.
 *
 * @throws SalesforceError 400 JSON_PARSER_ERROR
 */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch (error) {
		const { line, column } = locate(text, error instanceof Error ? error.message : '');
		const found = text.trim() === '' ? 'Unexpected end-of-input' : 'Unexpected character';
		const message = `${found} at [line:${line}, column:${column}]`;
		throw refuse(400, 'JSON_PARSER_ERROR', message);
	}
}

function locate(text: string, message: string): { line: number; column: number } {
	const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
	const before = text.slice(0, position).split('\n');
	return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
