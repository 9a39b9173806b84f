import type { SalesforceCredential } from '../../auth';
import { createSend, createTiming, HttpError } from '../../http';
import { createClient, InvalidResponseError } from '../../rest';
import type { Terminal } from '../terminal';
import { checkLogin, type LoginDependencies } from './checkLogin';
import { checkPubSub, readEndpoint } from './checkPubSub';
import { checkRights } from './checkRights';
import { fail, type Finding } from './Finding';
import { type CredentialSource, readCredential } from './readCredential';

export interface CheckFlags extends CredentialSource {
	'pub-sub'?: string | undefined;
	json?: boolean | undefined;
}

/** @default a keep-alive sender, and the time of this machine */
export type CheckDependencies = Partial<LoginDependencies>;

const MARKS: Record<Finding['status'], string> = {
	ok: 'ok  ',
	warn: 'warn',
	fail: 'FAIL',
	skip: '-   ',
};

/** If an org stops answering in the middle, the check ends, not the program. */
async function findRights(
	open: NonNullable<Awaited<ReturnType<typeof checkLogin>>['open']>,
	{ send, sleep }: LoginDependencies,
): Promise<Finding[]> {
	try {
		const timing = { ...createTiming(), ...(sleep && { sleep }) };
		return await checkRights(createClient({ auth: open.auth, send, timing }), open.session);
	} catch (error) {
		const isOfOrg = error instanceof HttpError || error instanceof InvalidResponseError;
		if (!isOfOrg) throw error;
		const advice = 'The login succeeded before. Run the check again.';
		return [fail('API', error.message, { advice })];
	}
}

/** What must not be printed, whatever a server or a proxy has put into its answer. */
const secretsOf = (credential: SalesforceCredential, accessToken = ''): string[] =>
	[
		...(credential.flow === 'jwtBearer'
			? [credential.privateKey, credential.passphrase ?? '']
			: [credential.clientSecret]),
		accessToken,
	]
		.flatMap((secret) => [secret, secret.trim(), encodeURIComponent(secret)])
		// A shorter text is not a secret, and occurs in half of all words.
		.filter((secret) => secret.length >= 6);

function print(findings: Finding[], { json }: CheckFlags): string {
	const hasFailed = findings.some(({ status }) => status === 'fail');
	if (json) return JSON.stringify({ ok: !hasFailed, findings });
	const width = Math.max(...findings.map(({ check }) => check.length));
	return findings
		.map(({ check, status, text, advice }) => {
			const line = `${MARKS[status]}  ${check.padEnd(width)}  ${text}`;
			return advice === undefined ? line : `${line}\n${' '.repeat(width + 8)}${advice}`;
		})
		.join('\n');
}

/**
 * Logs in as n8n would, and says line by line what works and what doesn't.
 *
 * @returns the exit code: 1 if something that n8n needs failed
 * @throws SetupError if there is no credential to check
 */
export async function checkCredential(
	flags: CheckFlags,
	terminal: Terminal,
	dependencies: CheckDependencies = {},
): Promise<0 | 1> {
	const steps = { send: createSend(), now: Date.now, ...dependencies };
	const endpoint = readEndpoint(flags['pub-sub']);
	const credential = await readCredential(flags, terminal);
	const { findings, open } = await checkLogin(credential, steps);
	if (open) findings.push(...(await findRights(open, steps)), await checkPubSub(endpoint));
	const secrets = secretsOf(credential, open?.session.accessToken);
	const text = secrets.reduce(
		(told, secret) => told.replaceAll(secret, '***'),
		print(findings, flags),
	);
	terminal.say(text);
	return findings.some(({ status }) => status === 'fail') ? 1 : 0;
}
