import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fromSeed, type SeededApexRestClass } from './apexRest/ApexRestClass';
import { type ApprovalProcessDefinition } from './approvals/ApprovalProcess';
import { type ReportDefinition } from './reports/Report';
import { type InputRow } from './store/Row';
import { startOrg } from './startOrg';
import { type Org, type OrgOptions } from './Org';

const USAGE =
	'npm run emulator -- [--port P] [--pubsub-port P] [--capture OBJECT,OBJECT] [--seed FILE] [--latency MS] [--tls KEY CERT] [--empty] [--app DIR]';

interface Settings {
	options: OrgOptions;
	seedFile: string | undefined;
}

function readSettings(): Settings {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			port: { type: 'string' },
			'pubsub-port': { type: 'string' },
			seed: { type: 'string' },
			latency: { type: 'string' },
			capture: { type: 'string' },
			tls: { type: 'string' },
			empty: { type: 'boolean' },
			app: { type: 'string' },
		},
	});
	const options: OrgOptions = {
		port: readNumber('port', values.port, 65_535) ?? 0,
		// Started again on its port, it is still the org that a credential was made for.
		randomSeed: 1,
		sampleData: !values.empty,
		pubSub: { port: readNumber('pubsub-port', values['pubsub-port'], 65_535) ?? 0 },
		policy: {
			latencyMs: readNumber('latency', values.latency, 600_000) ?? 0,
			changeDataCapture: (values.capture ?? '').split(',').filter((name) => name !== ''),
		},
	};
	if (values.app !== undefined) options.appFolder = values.app;
	if (values.tls !== undefined) {
		const [cert] = positionals;
		if (cert === undefined) throw new Error('--tls takes two files: KEY CERT');
		options.tls = { key: readFileSync(values.tls, 'utf8'), cert: readFileSync(cert, 'utf8') };
	}
	return { options, seedFile: values.seed };
}

function readNumber(name: string, text: string | undefined, most: number): number | undefined {
	if (text === undefined) return undefined;
	const value = Number(text);
	if (/^\d+$/.test(text) && value <= most) return value;
	throw new Error(`--${name} takes a number from 0 to ${most}, not ${text}`);
}

interface Seed {
	apexRestClasses?: SeededApexRestClass[];
	approvalProcesses?: ApprovalProcessDefinition[];
	reports?: ReportDefinition[];
	/** By object. */
	[object: string]: unknown;
}

/** `{ "Account": [{ "Name": "Acme" }, …], "Contact": […] }`, in this order; also Apex classes, approval processes and reports. */
function seed(org: Org, file: string): void {
	const content = JSON.parse(readFileSync(file, 'utf8')) as Seed;
	const { apexRestClasses = [], approvalProcesses = [], reports = [], ...objects } = content;
	for (const [object, rows] of Object.entries(objects)) org.insert(object, rows as InputRow[]);
	org.apexRestClasses.push(...apexRestClasses.map(fromSeed));
	for (const process of approvalProcesses) org.addApprovalProcess(process);
	for (const report of reports) org.addReport(report);
}

async function main(): Promise<void> {
	const { options, seedFile } = readSettings();
	const org = await startOrg(options);
	if (seedFile !== undefined) seed(org, seedFile);
	const folder = mkdtempSync(join(tmpdir(), 'salesforce-emulator-'));
	const privateKeyFile = join(folder, 'private-key.pem');
	writeFileSync(privateKeyFile, org.privateKey);
	chmodSync(privateKeyFile, 0o600);
	const stop = () => {
		rmSync(folder, { recursive: true, force: true });
		void org.close().finally(() => process.exit(0));
	};
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
	const { url, clientId: consumerKey, clientSecret: consumerSecret, username } = org;
	const accessToken = org.issueToken();
	const [, deployed] = org.apps;
	const app = deployed && {
		consumerKey: deployed.clientId,
		consumerSecret: deployed.clientSecret,
		usernames: deployed.preauthorizedUsernames,
	};
	console.log(
		JSON.stringify({
			url,
			pubSubEndpoint: org.pubSub.endpoint,
			consumerKey,
			consumerSecret,
			username,
			privateKeyFile,
			accessToken,
			app,
		}),
	);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	console.error(USAGE);
	process.exit(1);
});
