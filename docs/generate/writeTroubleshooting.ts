import { toUnknownRefusal } from '../../rest/rows/rowResult';
import { listApiRefusals } from './apiRefusals';
import { listLoginRefusals, type LoginRefusal } from './loginRefusals';
import { listNoAnswers } from './noAnswers';
import { readThrownTexts, type ThrownText } from './readThrownTexts';

type Told = Pick<ThrownText, 'message' | 'advice'>;

const end = (sentence: string) => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`);
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** A heading that GitHub links to by Salesforce's own text. */
function writeRefusal({ shown, code, advice }: LoginRefusal): string {
	const [first = '', ...others] = shown;
	const also =
		others.length > 0 ? [`Also shown as: ${others.map((t) => `*${t}*`).join(', ')}.`] : [];
	const steps = advice.map(({ flow, text }) => (flow ? `**${flow}**: ${text}` : text));
	return [`### ${first}`, ...also, ...steps, `Code: \`${code}\``].join('\n\n');
}

function writeTable(rows: Told[]): string {
	const unique = new Map(rows.map((row) => [row.message, row]));
	const lines = [...unique.values()]
		.toSorted((a, b) => a.message.localeCompare(b.message))
		.map(({ message, advice }) => {
			const told = advice.map(end).join(' *or* ');
			return `| ${cell(message)} | ${cell(told || '–')} |`;
		});
	return ['| text | what to do |', '|---|---|', ...lines].join('\n');
}

/** Which part of the node a file's texts belong to; the first that fits. */
const AREAS: Array<[area: string, files: RegExp]> = [
	['bulk', /^rest\/bulk\/|\/bulkJob\//],
	['trigger', /^nodes\/Salesforce(Event)?Trigger\/|^stream\//],
	['request', /\/apiRequest\/|^rest\/(path|sendRequest|parseJson)\.ts/],
	['query', /^rest\/(soql|bindQuery|buildQuery|query|splitQuery|search)\.ts|\/(query|search)\//],
	['record', /./],
];

function textsByArea(): Record<string, Told[]> {
	const texts = readThrownTexts(['rest', 'stream', 'nodes']);
	const areaOf = ({ file }: ThrownText) => AREAS.find(([, files]) => files.test(file))![0];
	return Object.fromEntries(
		AREAS.map(([area]) => [area, texts.filter((text) => areaOf(text) === area)]),
	);
}

/** The generated parts of the page, by the name of their place. */
export async function writeParts(): Promise<Record<string, string>> {
	const areas = textsByArea();
	const unknown = [true, false].map((repeatable) => ({
		message: toUnknownRefusal({ reason: '…', cause: undefined }, !repeatable).message,
		advice: [],
	}));
	return {
		login: listLoginRefusals().map(writeRefusal).join('\n\n'),
		credential: writeTable(readThrownTexts(['auth', 'credentials'])),
		answer: writeTable(await listNoAnswers()),
		api: listApiRefusals()
			.map(({ code, text, advice }) => `### ${code}\n\n*${text}*\n\n${advice}`)
			.join('\n\n'),
		...Object.fromEntries(
			Object.entries(areas).map(([area, rows]) => [
				area,
				writeTable(area === 'record' ? [...rows, ...unknown] : rows),
			]),
		),
	};
}

/**
 * The page with its generated parts written anew, each between two comments that name it.
 *
 * @throws Error where the page has no place for a part, or a place for none
 */
export async function writeTroubleshooting(page: string): Promise<string> {
	const parts = await writeParts();
	const places = [...page.matchAll(/<!-- generated: (\w+) -->/g)].map(([, name = '']) => name);
	const missing = Object.keys(parts).filter((name) => !places.includes(name));
	if (missing.length > 0) throw new Error(`The page has no place for: ${missing.join(', ')}`);
	return page.replace(
		/(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
		(_, open: string, name: string, close: string) => {
			const part = parts[name];
			if (part === undefined) throw new Error(`Nothing is generated for '${name}'`);
			return `${open}\n${part}\n\n${close}`;
		},
	);
}
