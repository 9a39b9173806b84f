import { type Case, type CaseRequest, type Family, type Mark } from '../../conformance/Case';

const MARKS: readonly Mark[] = ['docs', 'recorded', 'seen', 'memory'];
const MAX_CELL = 110;

const cell = (text: string) => text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
const code = (text: string) => `\`${cell(text).replaceAll('`', "'")}\``;
const shorten = (text: string) => (text.length > MAX_CELL ? `${text.slice(0, MAX_CELL)}…` : text);

function countMarks({ cases }: Family): string[] {
	return MARKS.map((mark) => String(cases.filter((one) => one.mark === mark).length));
}

function writeTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
	return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function writeRequest({ method = 'GET', path, query, version }: CaseRequest): string {
	const values = Object.entries(query ?? {}).map(([name, value]) => `${name}=${value}`);
	const whole = `${method} ${path}${values.length > 0 ? `?${values.join('&')}` : ''}`;
	return code(shorten(whole)) + (version === undefined ? '' : `, v${version}`);
}

/** What must come back, in short: the whole of it stands in the case. */
function writeExpected({ expect }: Case): string {
	const { status, headers = {}, body, text } = expect;
	const parts = [[status].flat().join(' or ')];
	const [first] = Array.isArray(body) ? (body as unknown[]) : [];
	const { errorCode, message } = (first ?? {}) as Record<string, unknown>;
	if (typeof errorCode === 'string') {
		parts.push(code(errorCode));
		if (typeof message === 'string' && message !== '@string') parts.push(code(shorten(message)));
	} else if (body !== undefined) parts.push(code(shorten(JSON.stringify(body))));
	if (text !== undefined) parts.push(code(shorten(text)));
	for (const [name, value] of Object.entries(headers)) {
		parts.push(value === null ? `no ${name}` : `${name}: ${code(value)}`);
	}
	return parts.join(', ');
}

function writeCase(one: Case): string[] {
	const id = code(one.id.slice(one.id.indexOf('.') + 1));
	const needs = [one.needs, ...(one.requires ?? []).map(code)].join(', ');
	const request = writeRequest(one.request);
	return [id, cell(one.purpose), request, writeExpected(one), needs, cell(one.source), one.mark];
}

const HEAD = ['case', 'fact', 'request', 'must come back', 'needs', 'source', 'mark'];

function writeFamily(family: Family): string {
	const table = writeTable(HEAD, family.cases.map(writeCase));
	return `## ${family.title}\n\nCases \`${family.family}.…\`\n\n${table}`;
}

/** The generated parts of the page of cases, and of the emulator's README, by the name of their place. */
export function writeConformanceParts(families: readonly Family[]): Record<string, string> {
	const rows = families.map((family) => {
		const left = family.leavesOut.map(cell).join('; ');
		return [cell(family.title), ...countMarks(family), left || '–'];
	});
	const sums = MARKS.map((mark) =>
		String(families.flatMap(({ cases }) => cases).filter((one) => one.mark === mark).length),
	);
	const counts = writeTable(
		['part of the API', ...MARKS, 'left out'],
		[...rows, ['**all**', ...sums, '']],
	);
	return { families: counts, cases: families.map(writeFamily).join('\n\n') };
}

/**
 * A page with the parts that it has places for written anew, each between two comments that name it.
 *
 * @throws Error for a place that nothing is generated for
 */
export function writeConformance(page: string, families: readonly Family[]): string {
	const parts = writeConformanceParts(families);
	return page.replace(
		/(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
		(_, open: string, name: string, close: string) => {
			const part = parts[name];
			if (part === undefined) throw new Error(`Nothing is generated for '${name}'`);
			return `${open}\n${part}\n\n${close}`;
		},
	);
}
