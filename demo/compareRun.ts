import type { ExpectedContact } from './expectContacts';
import type { Execution, N8nItem } from './execution';
import type { ContactsRun } from './summarizeRun';

type StoredRecord = Record<string, unknown>;

export interface RunToCompare {
	expected: ExpectedContact[];
	execution: Execution;
	run: ContactsRun;
	/** The org's own contacts after the run. */
	records: StoredRecord[];
	/** What the workflow's query gave. */
	readBack: N8nItem[];
	/** Whether the same rows had been saved before: then none may be created. */
	again: boolean;
}

const show = (value: unknown): string => JSON.stringify(value ?? null);

function compareFields(
	where: string,
	{ externalId, fields }: ExpectedContact,
	found: StoredRecord | undefined,
): string[] {
	if (!found) return [`${externalId} is missing ${where}.`];
	return Object.entries(fields)
		.filter(([field, value]) => (found[field] ?? null) !== value)
		.map(
			([field, value]) =>
				`${externalId} ${where}: ${field} is ${show(found[field])}, the file says ${show(value)}.`,
		);
}

/** Every row that must be saved is there once, field by field, and nothing else is. */
function compareRecords(where: string, kept: ExpectedContact[], found: StoredRecord[]): string[] {
	const byId = new Map(found.map((record) => [record.External_Id__c, record]));
	const differences = kept.flatMap((contact) =>
		compareFields(where, contact, byId.get(contact.externalId)),
	);
	if (found.length !== kept.length) {
		differences.push(`${found.length} contacts ${where}, ${kept.length} are expected.`);
	}
	return differences;
}

/** Each refused row came out of the error output for the reason that its data give. */
function compareRefusals({ expected, run }: RunToCompare): string[] {
	const refusals = new Map(run.refusals.map(({ row, errorCode }) => [row, errorCode]));
	return expected.flatMap(({ externalId, refusal }, row) =>
		refusals.get(row) === refusal
			? []
			: [
					`${externalId} (row ${row + 1}): ${refusals.get(row) ?? 'saved'}, expected ${refusal ?? 'saved'}.`,
				],
	);
}

/** All that differs from what the data must give; empty where the run is right. */
export function compareRun(input: RunToCompare): string[] {
	const { expected, execution, run, records, readBack, again } = input;
	const kept = expected.filter(({ refusal }) => !refusal);
	const counts: Array<[string, number, number]> = [
		['rows', run.rows, expected.length],
		['created', run.created, again ? 0 : kept.length],
		['updated', run.updated, again ? kept.length : 0],
		['refused', run.refused, expected.length - kept.length],
		['collection calls', run.collectionCalls, Math.ceil(expected.length / 200)],
		['logins', run.logins, again ? 0 : 1],
	];
	return [
		...(execution.status === 'success'
			? []
			: [`The workflow ended with "${execution.status}": ${execution.error?.message ?? ''}`]),
		...counts
			.filter(([, found, wanted]) => found !== wanted)
			.map(([name, found, wanted]) => `${found} ${name}, ${wanted} expected.`),
		...compareRefusals(input),
		...compareRecords('in the org', kept, records),
		...compareRecords(
			'in the query result',
			kept,
			readBack.map(({ json }) => json),
		),
	];
}
