import { writeFile } from 'node:fs/promises';
import { type Mask } from './mask';
import { type Difference } from './patterns';
import { type Result, type Run } from './runCases';
import { shapeOf, shapeOfText } from './shape';

/** What a run is told of in its report, besides what it has seen. */
export interface RunFacts {
	/** `emulator`, or what kind of org it is. */
	org: string;
	/** `67.0` */
	version: string;
	write: boolean;
}

/** A case in the report: what was seen, without any value of the org. */
interface ReportedCase {
	id: string;
	mark: string;
	outcome: Result['outcome'];
	reason?: string;
	differences?: Difference[];
	seen?: { status: number; headers: string[]; body: unknown };
}

export interface Report {
	format: 1;
	/** Day of the run. */
	date: string;
	org: string;
	apiVersion: string;
	mode: 'read' | 'write';
	counts: Record<Result['outcome'], number>;
	/** Marked records that could not be removed, by object. */
	left: Record<string, number>;
	cases: ReportedCase[];
}

/** The run as `conformance-report.json` has it. */
export function createReport({ results, left }: Run, facts: RunFacts, mask: Mask): Report {
	return {
		format: 1,
		date: new Date().toISOString().slice(0, 10),
		org: facts.org,
		apiVersion: facts.version,
		mode: facts.write ? 'write' : 'read',
		counts: countOutcomes(results),
		left,
		cases: results.map((result) => reportCase(result, mask)),
	};
}

function reportCase(
	{ case: { id, mark }, outcome, reason, differences, seen }: Result,
	mask: Mask,
): ReportedCase {
	return {
		id,
		mark,
		outcome,
		...(reason !== undefined && { reason }),
		...(differences.length > 0 && { differences }),
		...(seen && {
			seen: {
				status: seen.status,
				headers: Object.keys(seen.headers).sort(),
				body:
					typeof seen.body === 'string' ? shapeOfText(seen.body, mask) : shapeOf(seen.body, mask),
			},
		}),
	};
}

function countOutcomes(results: readonly Result[]): Report['counts'] {
	const counts = { held: 0, differs: 0, skipped: 0, failed: 0 };
	for (const { outcome } of results) counts[outcome]++;
	return counts;
}

/** One line for each difference, to be pasted into an issue. */
export function differenceLines(results: readonly Result[]): string[] {
	return results.flatMap(({ case: { id, mark }, outcome, reason, differences }) => {
		const name = `- \`${id}\` (${mark})`;
		if (outcome === 'failed') return [`${name}: could not be asked: ${reason ?? ''}`];
		return differences.map(({ where, expected, seen }) =>
			`${name}: ${where} should be ${expected}, is ${seen}`.replace(/\s*\n\s*/g, ' ⏎ '),
		);
	});
}

/** The run at a glance: a row for each family. */
export function formatTable(results: readonly Result[]): string {
	const families = [...new Set(results.map(({ family }) => family))];
	const rows = families.map((family) => {
		const { held, differs, skipped, failed } = countOutcomes(
			results.filter((result) => result.family === family),
		);
		return [family, held, differs, failed, skipped].map(String);
	});
	const table = [['family', 'held', 'differ', 'failed', 'skipped'], ...rows];
	const widths = table[0]?.map((_, at) => Math.max(...table.map((row) => row[at]?.length ?? 0)));
	const format = (row: string[]) =>
		row
			.map((cell, at) =>
				at === 0 ? cell.padEnd(widths?.[0] ?? 0) : cell.padStart(widths?.[at] ?? 0),
			)
			.join('  ');
	return table.map(format).join('\n');
}

/** Writes a report where the next command, or an issue, finds it. */
export async function writeReport(file: string, report: Report): Promise<void> {
	await writeFile(file, `${JSON.stringify(report, null, '\t')}\n`);
}
