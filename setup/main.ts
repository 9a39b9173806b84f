import { parseArgs } from 'node:util';
import { setUp } from './app/setUp';
import { checkCredential, type CheckDependencies } from './check/checkCredential';
import { refuseUsage, SetupError } from './SetupError';
import { createTerminal, type Terminal } from './terminal';

const NAME = 'npx n8n-nodes-salesforce-server-to-server';

const USAGE = `Sets Salesforce up for n8n, and tells what a credential can do.

${NAME} setup [options]
  Makes an External Client App as files, with key, certificate and the credential for n8n.
  In a folder that holds one, renews its certificate.

  --flow FLOW              jwtBearer or clientCredentials
  --my-domain URL          the org's My Domain, e.g. https://acme.my.salesforce.com
  --user USERNAME          the integration user, e.g. integration@acme.com
  --out DIR                where the files go (salesforce-app)
  --app-name NAME          of the app in Salesforce (n8n_Integration)
  --permission-set NAME    of the permission set that is made (the app's name)
  --contact-email ADDRESS  of the app (the username)
  --days N                 how long the certificate is valid (730)
  --ask-passphrase         asks for a passphrase for a new private key; or set SALESFORCE_PASSPHRASE
  --new-key                renews with a new private key; the old one stays beside it
  --deploy ORG_ALIAS       brings the app into that org by Salesforce's command line, sf

${NAME} check [options]
  Logs in as n8n would and tells what works, line by line.

  --credential FILE        as n8n exports it decrypted, or as setup writes it; - for standard input.
                           Without it: SALESFORCE_MY_DOMAIN_URL, SALESFORCE_CONSUMER_KEY, and
                           SALESFORCE_CONSUMER_SECRET, or SALESFORCE_USERNAME with SALESFORCE_PRIVATE_KEY
                           or SALESFORCE_PRIVATE_KEY_FILE, and if needed SALESFORCE_PASSPHRASE
  --name NAME              which one, if the file holds several
  --pub-sub HOST:PORT      of the Pub/Sub API (api.pubsub.salesforce.com:7443)
  --json                   one JSON object instead of lines

Exit code: 0 for done, 1 for failed, 2 for a wrong command line.`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const SETUP_OPTIONS = {
	...{ flow: text, 'my-domain': text, user: text, 'permission-set': text, out: text },
	...{ 'app-name': text, 'contact-email': text, days: text, deploy: text },
	...{ 'ask-passphrase': flag, 'new-key': flag },
};
const CHECK_OPTIONS = { credential: text, name: text, 'pub-sub': text, json: flag };

const HELP = 'See --help.';

async function run(
	args: string[],
	terminal: Terminal,
	dependencies?: CheckDependencies,
): Promise<0 | 1> {
	const [command, ...rest] = args;
	if (command === undefined || rest.includes('--help') || /^(?:--help|-h|help)$/.test(command)) {
		terminal.say(USAGE);
		return 0;
	}
	if (command === 'setup') {
		await setUp(parse({ args: rest, options: SETUP_OPTIONS }), terminal);
		return 0;
	}
	if (command !== 'check') throw refuseUsage(`There is no command ${command}`, HELP);
	const flags = parse({ args: rest, options: CHECK_OPTIONS });
	return await checkCredential(flags, terminal, dependencies);
}

function parse<Config extends Parameters<typeof parseArgs>[0]>(config: Config) {
	try {
		return parseArgs(config).values;
	} catch (error) {
		const { message } = error as Error;
		throw refuseUsage(message.split('. ')[0] ?? message, HELP);
	}
}

/**
 * The command.
 *
 * @param args without node and the file
 * @returns the exit code
 */
export async function main(
	args: string[],
	terminal = createTerminal(),
	dependencies?: CheckDependencies,
): Promise<0 | 1 | 2> {
	try {
		return await run(args, terminal, dependencies);
	} catch (error) {
		if (!(error instanceof SetupError)) throw error;
		terminal.complain(`${error.message}.\n${error.advice}`);
		return error.exitCode;
	}
}
