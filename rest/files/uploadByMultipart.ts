import { flag, object, type Shape, text } from '../call/shape';
import { InvalidResponseError } from '../errors';
import type { SalesforceRecord } from '../pages';
import type { Carrier, CarrierAnswer, RecordInput } from '../rows/carrier';
import { MAX_COLLECTION, readResults } from '../rows/collections';
import { planRounds } from '../rows/planBatches';
import { separateRows } from '../rows/separateRows';
import type { Client } from '../types';
import { type FileSource, UnreadableFileError } from './FileSource';
import { createMultipart } from './multipart';

/** A ContentVersion with its bytes. */
export interface FileRow extends RecordInput {
	fields: SalesforceRecord;
	file: FileSource;
	/** Whether it goes by a call of its own, however small it is. @default false */
	alone?: boolean;
}

/** Of one file, by multipart. */
export const MAX_FILE_BYTES = 2 * 1024 ** 3;

/** Larger files go by themselves: an answer that is lost leaves the fate of a whole call open. */
export const MAX_SMALL_FILE_BYTES = 5_000_000;

/** Bytes of the files of one call. Salesforce takes 500 MB, including what surrounds them. */
const MAX_CALL_BYTES = 400_000_000;

/** Calls of a round: small files together, every other one alone. */
function cutRound(positions: number[], rows: readonly FileRow[]): number[][] {
	const calls: number[][] = [];
	let small: number[] | undefined;
	let bytes = 0;
	for (const position of positions) {
		const { file, alone } = rows[position]!;
		if (alone || file.size > MAX_SMALL_FILE_BYTES) {
			calls.push([position]);
			continue;
		}
		if (!small || small.length === MAX_COLLECTION || bytes + file.size > MAX_CALL_BYTES) {
			calls.push((small = []));
			bytes = 0;
		}
		small.push(position);
		bytes += file.size;
	}
	return calls;
}

interface Saved {
	id: string;
	success: boolean;
}

const saved: Shape<Saved> = (value, place) => {
	const answer = object<Saved>({ id: text, success: flag })(value, place);
	if (answer.success) return answer;
	throw new InvalidResponseError('a refusal under a good status');
};

async function sendOne(client: Client, { object: type, fields, file }: FileRow) {
	const { headers, body } = await createMultipart({ name: 'entity_content', value: fields }, [
		{ name: 'VersionData', file },
	]);
	const path = `sobjects/${type}`;
	const request = { method: 'POST', path, headers, body, effect: 'create', shape: saved } as const;
	const { id } = (await client.request(request)).body;
	return { results: [{ success: true as const, id, created: true }] };
}

async function sendMany(client: Client, rows: FileRow[]): Promise<CarrierAnswer> {
	const parts = rows.map(({ file }, at) => ({ name: `file${at}`, file }));
	const records = rows.map(({ object: type, fields }, at) => ({
		attributes: {
			type,
			binaryPartName: parts[at]!.name,
			binaryPartNameAlias: 'VersionData',
		},
		...fields,
	}));
	const value = { allOrNone: false, records };
	const { headers, body } = await createMultipart({ name: 'collection', value }, parts);
	const path = 'composite/sobjects';
	const request = { method: 'POST', path, headers, body, effect: 'create' } as const;
	return readResults(client, request, { rows: rows.length, isCreate: true });
}

/** The rows but the one whose file can't be read: nothing was saved. */
function separateFiles(error: unknown, rows: readonly RecordInput[]): number[][] | undefined {
	if (!(error instanceof UnreadableFileError)) return separateRows(error, rows);
	if (rows.length < 2) return undefined;
	const isCulprit = (row: RecordInput) => (row as FileRow).file === error.file;
	const positions = rows.map((_, at) => at);
	return [
		positions.filter((at) => isCulprit(rows[at]!)),
		positions.filter((at) => !isCulprit(rows[at]!)),
	];
}

/**
 * Creates ContentVersions with their files: up to 200 small files, of 400 MB together, in one call, every other
 * file in its own call, streamed. Versions of one file go one after the other.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_sobject_insert_update_blob.htm
 */
export const uploadByMultipart = (client: Client): Carrier => ({
	mustNotRepeat: true,
	plan: (rows) => {
		const types = rows.map((row) => row.object);
		const keys = rows.map(({ fields: { ContentDocumentId: key } }) =>
			typeof key === 'string' ? key : undefined,
		);
		const rounds = planRounds(types, keys, Infinity, 1);
		return rounds.map((calls) => cutRound(calls.flat(), rows as FileRow[]));
	},
	send: (rows) => {
		const files = rows as FileRow[];
		return files.length === 1 ? sendOne(client, files[0]!) : sendMany(client, files);
	},
	split: separateFiles,
});
