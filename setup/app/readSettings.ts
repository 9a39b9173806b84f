import { randomBytes, randomInt } from 'node:crypto';
import { refuseUsage, SetupError } from '../SetupError';
import type { Terminal } from '../terminal';
import type { AppSettings, Flow } from './AppSettings';
import { readMyDomain } from './readMyDomain';

/** What the command line may say of the app. */
export interface AppFlags {
	flow?: string | undefined;
	'my-domain'?: string | undefined;
	user?: string | undefined;
	'permission-set'?: string | undefined;
	'app-name'?: string | undefined;
	'contact-email'?: string | undefined;
}

const DEFAULT_NAME = 'n8n_Integration';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const KEY_LENGTH = 100;

interface Question {
	flag: keyof AppFlags;
	text: string;
	/** What is meant by the answer. Throws for one that can't be. */
	read: (answer: string) => string;
	/** Taken if nothing is said; there is no question then. */
	fallback?: (known: Record<string, string>) => string;
}

function readFlow(answer: string): Flow {
	if (answer === 'jwtBearer' || answer === 'clientCredentials') return answer;
	throw refuseUsage(
		`--flow is jwtBearer or clientCredentials, not ${answer}`,
		'jwtBearer: n8n signs with a private key. clientCredentials: n8n sends a secret.',
	);
}

/** Username and email address have one form. No character of it means anything to a shell or to XML. */
const ADDRESS = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/;

const readAddress = (flag: string) => (answer: string) => {
	if (answer.length <= 80 && ADDRESS.test(answer)) return answer;
	throw refuseUsage(
		`--${flag} must have the form of an email address, not: ${answer}`,
		'E.g. integration@acme.com; in a sandbox a username ends in its name: integration@acme.com.uat',
	);
};

const readName = (flag: string) => (answer: string) => {
	if (answer.length <= 30 && /^[A-Za-z](?:_?[A-Za-z0-9])*$/.test(answer)) return answer;
	throw refuseUsage(
		`--${flag} can't be ${answer}`,
		'Salesforce takes up to 30 letters and digits, with single underscores between them.',
	);
};

const QUESTIONS: Question[] = [
	{ flag: 'flow', text: 'Flow (jwtBearer or clientCredentials): ', read: readFlow },
	{
		flag: 'my-domain',
		text: 'My Domain URL, from Setup > My Domain (e.g. https://acme.my.salesforce.com): ',
		read: readMyDomain,
	},
	{
		flag: 'user',
		text: 'Username of the integration user (e.g. integration@acme.com): ',
		read: readAddress('user'),
	},
	{ flag: 'app-name', text: '', read: readName('app-name'), fallback: () => DEFAULT_NAME },
	{
		flag: 'permission-set',
		text: '',
		read: readName('permission-set'),
		fallback: (known) => known['app-name'] ?? DEFAULT_NAME,
	},
	{
		flag: 'contact-email',
		text: '',
		read: readAddress('contact-email'),
		fallback: (known) => known.user ?? '',
	},
];

async function answer(
	question: Question,
	given: string | undefined,
	known: Record<string, string>,
	terminal: Terminal,
): Promise<string> {
	const { flag, text, read, fallback } = question;
	if (given !== undefined) return read(given.trim());
	if (fallback) return read(fallback(known));
	if (!terminal.isInteractive) {
		throw refuseUsage(
			`--${flag} is missing`,
			'There is no terminal to ask on: give it on the command line.',
		);
	}
	for (;;) {
		const typed = await terminal.ask(text);
		try {
			return read(typed.trim());
		} catch (error) {
			if (!(error instanceof SetupError)) throw error;
			terminal.say(`${error.message}. ${error.advice}`);
		}
	}
}

const createKey = () =>
	Array.from({ length: KEY_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/**
 * A new app's settings: what the command line says, what is asked for, and what is made here.
 *
 * @throws SetupError naming the flag that is missing or can't be right
 */
export async function readNewSettings(flags: AppFlags, terminal: Terminal): Promise<AppSettings> {
	const known: Record<string, string> = {};
	for (const question of QUESTIONS) {
		known[question.flag] = await answer(question, flags[question.flag], known, terminal);
	}
	const flow = readFlow(known.flow ?? '');
	return {
		flow,
		myDomainUrl: known['my-domain'] ?? '',
		user: known.user ?? '',
		appName: known['app-name'] ?? '',
		permissionSet: known['permission-set'] ?? '',
		contactEmail: known['contact-email'] ?? '',
		consumerKey: createKey(),
		credentialId: randomBytes(8).toString('hex'),
		...(flow === 'jwtBearer' && { keyFile: 'salesforce.key' }),
	};
}

const FIELDS: Record<keyof AppFlags, keyof AppSettings> = {
	flow: 'flow',
	'my-domain': 'myDomainUrl',
	user: 'user',
	'permission-set': 'permissionSet',
	'app-name': 'appName',
	'contact-email': 'contactEmail',
};

/**
 * Checks that a second run is about the same app as the folder.
 *
 * @throws SetupError naming the flag that says something else, or the mistake in setup.json
 */
export function assertSameApp(settings: AppSettings, flags: AppFlags): void {
	for (const { flag, read } of QUESTIONS) {
		const given = flags[flag];
		// What was changed by hand must be as good as what was typed: it goes into XML and commands.
		const known = read(String(settings[FIELDS[flag]]));
		if (given === undefined || read(given.trim()) === known) continue;
		throw refuseUsage(
			`--${flag} says ${given}, but this folder is of an app with ${known}`,
			'Leave it out to renew that app, or choose another folder with --out.',
		);
	}
}
