import { parseArgs } from 'node:util';
import { type SalesforceCredential } from '../auth';
import { createTerminal, readCredential, type Terminal } from '../setup';
import { readOrgKind, refuseWriting } from './guard';
import { loadFamilies } from './loadFamilies';
import { createMask, createVocabulary } from './mask';
import { createReport, differenceLines, formatTable, writeReport } from './report';
import { type Result, type Run, runCases } from './runCases';
import { createSender } from './sendCase';
import { openEmulator, openOrg, type Target } from './targets';
import { partAt } from './template';

const USAGE = `Holds what this package believes of Salesforce against an org.

npm run conformance                              against the emulator
npm run conformance -- --credential FILE         against an org, reading only

  --credential FILE   as n8n exports it decrypted, or as setup writes it; - for standard input.
                      Without it, where it is set: SALESFORCE_MY_DOMAIN_URL, SALESFORCE_CONSUMER_KEY, and
                      SALESFORCE_CONSUMER_SECRET, or SALESFORCE_USERNAME with SALESFORCE_PRIVATE_KEY_FILE
  --name NAME         which one, where the file holds several
  --write             writes, too: records with a name of its own, which are removed at the end
  --production        lets it write in a production org
  --only PREFIX       cases whose id begins so, e.g. query.
  --version N         of the API (67.0)
  --report FILE       where the report goes (conformance-report.json)

The report holds keys, kinds of values and Salesforce's own texts: no record, no id, no name, no token.
Exit code: 0 where all that was asked held, 1 where something differs, 2 where it could not be run.`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

const OPTIONS = {
	...{ credential: text, name: text, only: text, help: flag },
	...{ write: flag, production: flag },
	version: { ...text, default: '67.0' },
	report: { ...text, default: 'conformance-report.json' },
};

interface MainOptions {
	terminal?: Terminal;
	/** Opens what the run is against. @default the org of the credential, or the emulator */
	open?: (credential: SalesforceCredential | undefined) => Target | Promise<Target>;
	signal?: AbortSignal;
}

const openTarget = (credential: SalesforceCredential | undefined) =>
	credential ? openOrg(credential) : openEmulator();

/** `npm run conformance`. Resolves to the exit code. */
export async function main(args: string[], options: MainOptions = {}): Promise<number> {
	const { terminal = createTerminal() } = options;
	try {
		return await run(args, terminal, options);
	} catch (error) {
		const { message, advice } = error as Error & { advice?: string };
		terminal.complain([message, advice].filter(Boolean).join('\n'));
		return 2;
	}
}

async function run(
	args: string[],
	terminal: Terminal,
	{ open = openTarget, signal }: MainOptions,
): Promise<number> {
	const { values } = parseArgs({ args, options: OPTIONS });
	if (values.help) {
		terminal.say(USAGE);
		return 0;
	}
	const { version, only } = values;
	if (!/^\d\d\.0$/.test(version))
		throw new Error(`--version: ${version} is no API version, such as 67.0`);
	const isOrg = values.credential !== undefined || Boolean(terminal.env.SALESFORCE_MY_DOMAIN_URL);
	const target = await open(isOrg ? await readCredential(values, terminal) : undefined);
	try {
		const families = loadFamilies();
		const mask = createMask(createVocabulary(families));
		mask.hide(secretsOf(target));
		const org = await readOrg(target, version);
		mask.hide(org.names);
		const write = !isOrg || values.write;
		const refusal = isOrg && write ? refuseWriting(org.kind, values) : undefined;
		if (refusal !== undefined) {
			terminal.complain(refusal);
			return 2;
		}
		const kind = isOrg ? org.kind : 'emulator';
		const onResult = (result: Result) => tell(result, terminal);
		const options = {
			...{ version, write, mask, onResult },
			...(only !== undefined && { only }),
			...(signal && { signal }),
		};
		const outcome = await runCases(target, families, options);
		const report = createReport(outcome, { org: kind, version, write }, mask);
		await writeReport(values.report, report);
		const isFine = sumUp(outcome, terminal);
		terminal.say(`The report is in ${values.report}.`);
		return isFine ? 0 : 1;
	} finally {
		await target.close();
	}
}

/** The table, what differs, and what could not be removed. */
function sumUp({ results, left }: Run, terminal: Terminal): boolean {
	terminal.say(['', formatTable(results), ''].join('\n'));
	const lines = differenceLines(results);
	for (const line of lines) terminal.say(line);
	for (const [object, count] of Object.entries(left)) {
		const names = 'their names begin with "n8n conformance"';
		terminal.complain(`${count} records of ${object} could not be removed; ${names}.`);
	}
	return lines.length === 0;
}

function tell({ case: { id }, outcome, reason }: Result, terminal: Terminal): void {
	if (outcome === 'held') return terminal.pass('.');
	terminal.say(`\n${outcome} ${id}${reason === undefined ? '' : `: ${reason}`}`);
}

/** What no text may show: of the credentials all but the flow and the form. */
function secretsOf({ credentials }: Target): string[] {
	const shown = new Set(['flow', 'authentication']);
	return credentials.flatMap((credential) =>
		Object.entries(credential)
			.filter(([name]) => !shown.has(name))
			.map(([, value]) => String(value)),
	);
}

/** What kind of org it is, and the names by which it would be known. */
async function readOrg(target: Target, version: string) {
	const send = createSender(target, version);
	const session = await target.session();
	const q = 'SELECT Id, Name, IsSandbox, OrganizationType, InstanceName FROM Organization';
	const { body } = await send({ path: '/query', query: { q } }, {});
	const row = partAt(body, 'records.0');
	const user = await send({ path: '/services/oauth2/userinfo' }, {});
	const given = ['user_id', 'organization_id', 'preferred_username', 'name', 'email', 'nickname'];
	const names = [
		session.accessToken,
		session.instanceUrl,
		new URL(session.instanceUrl).host,
		...['Id', 'Name', 'InstanceName'].map((key) => partAt(row, key)),
		...given.map((key) => partAt(user.body, key)),
	].filter((name) => typeof name === 'string');
	return { kind: readOrgKind(row), names };
}
