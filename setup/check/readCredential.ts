import { readFile } from 'node:fs/promises';
import type { SalesforceCredential } from '../../auth';
import { refuseUsage } from '../SetupError';
import type { Terminal } from '../terminal';

export interface CredentialSource {
	/** A file, or `-` for standard input; without it, the environment. */
	credential?: string | undefined;
	/** Which one of a file with several. */
	name?: string | undefined;
}

type Fields = Record<string, unknown>;

const TYPES: Record<string, SalesforceCredential['flow']> = {
	salesforceJwtBearerApi: 'jwtBearer',
	salesforceClientCredentialsApi: 'clientCredentials',
};

/** What auth reads of a stored credential; n8n adds fields of its own, and keeps empty ones as ''. */
const FIELDS = [
	'myDomainUrl',
	'consumerKey',
	'consumerSecret',
	'authentication',
	'username',
	'privateKey',
	'passphrase',
	'audience',
	'trustedHost',
];

const isObject = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

function toCredential(data: Fields, type?: unknown): SalesforceCredential {
	const texts = FIELDS.flatMap((name) => {
		const value = data[name];
		return typeof value === 'string' && value !== '' ? [[name, value] as const] : [];
	});
	const hasKey = data.privateKey !== undefined && data.privateKey !== '';
	const flow = TYPES[String(type)] ?? (hasKey ? 'jwtBearer' : 'clientCredentials');
	const { consumerKey, consumerSecret, ...rest } = Object.fromEntries(texts);
	const credential = { flow, ...rest, clientId: consumerKey, clientSecret: consumerSecret };
	return credential as SalesforceCredential;
}

const HOW_TO_EXPORT =
	'Export it from n8n: n8n export:credentials --decrypted --id=ID --output=FILE';

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw refuseUsage('The credential is not JSON', HOW_TO_EXPORT);
	}
}

/** One credential out of a file: n8n's list of them, one of it, or the fields alone. */
function choose(value: unknown, name: string | undefined): SalesforceCredential {
	const entries = (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isObject);
	const known = entries.filter(
		(entry) => !('type' in entry) || TYPES[String(entry.type)] !== undefined,
	);
	const named = name === undefined ? known : known.filter((entry) => entry.name === name);
	const [entry, another] = named;
	const names = known.map((one) => String(one.name)).join(', ');
	if (!entry) {
		throw refuseUsage(
			name === undefined
				? 'There is no Salesforce credential of this package in the file'
				: `The file has no credential called ${name}`,
			known.length > 0 ? `It has: ${names}` : HOW_TO_EXPORT,
		);
	}
	if (another)
		throw refuseUsage('The file has several credentials', `Choose with --name: ${names}`);
	if (typeof entry.data === 'string') {
		throw refuseUsage('The credential is encrypted', HOW_TO_EXPORT);
	}
	return isObject(entry.data) ? toCredential(entry.data, entry.type) : toCredential(entry);
}

async function readFileOf(path: string, flag: string): Promise<string> {
	try {
		return await readFile(path, 'utf8');
	} catch (error) {
		const reason = (error as NodeJS.ErrnoException).code ?? 'it is not a file';
		throw refuseUsage(`${flag}: ${path} can't be read (${reason})`, 'Check the path.');
	}
}

async function readEnvironment(env: NodeJS.ProcessEnv): Promise<SalesforceCredential> {
	const file = env.SALESFORCE_PRIVATE_KEY_FILE;
	const key = file ? await readFileOf(file, 'SALESFORCE_PRIVATE_KEY_FILE') : undefined;
	if (!env.SALESFORCE_MY_DOMAIN_URL) {
		throw refuseUsage(
			'No credential is given',
			'Name a file by --credential FILE, or set SALESFORCE_MY_DOMAIN_URL and the other variables that --help lists.',
		);
	}
	return toCredential({
		myDomainUrl: env.SALESFORCE_MY_DOMAIN_URL,
		consumerKey: env.SALESFORCE_CONSUMER_KEY,
		consumerSecret: env.SALESFORCE_CONSUMER_SECRET,
		authentication: env.SALESFORCE_AUTHENTICATION,
		username: env.SALESFORCE_USERNAME,
		privateKey: key ?? env.SALESFORCE_PRIVATE_KEY,
		passphrase: env.SALESFORCE_PASSPHRASE,
		audience: env.SALESFORCE_AUDIENCE,
		trustedHost: env.SALESFORCE_TRUSTED_HOST,
	});
}

/**
 * The credential to check. The login shows whether its fields can be right.
 *
 * @throws SetupError if there is none, or more than one
 */
export async function readCredential(
	{ credential: file, name }: CredentialSource,
	terminal: Terminal,
): Promise<SalesforceCredential> {
	if (file === undefined) return await readEnvironment(terminal.env);
	const text = file === '-' ? await terminal.readInput() : await readFileOf(file, '--credential');
	return choose(parse(text), name);
}
