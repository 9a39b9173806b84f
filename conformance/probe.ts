import { type Case } from './Case';
import { type Sender } from './sendCase';
import { type Target } from './targets';
import { partAt, type Variables } from './template';

/** What the texts of all cases may name: who the run is, and moments around now. */
export async function runVariables(
	send: Sender,
	facts: { mark: string; version: string },
): Promise<Variables> {
	const { body } = await send({ path: '/services/oauth2/userinfo' }, {});
	const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();
	return {
		...facts,
		/** The mark as one word, for addresses and keys. */
		word: facts.mark.replace(/\W+/g, '.'),
		base: `/services/data/v${facts.version}`,
		userId: String(partAt(body, 'user_id')),
		orgId: String(partAt(body, 'organization_id')),
		minutesAgo: (minutes) => ago(Number(minutes) * 60_000),
		daysAgo: (days) => ago(Number(days) * 86_400_000),
		repeat: (argument) => {
			const [text = '', times = '1'] = argument.split(':');
			return text.repeat(Number(times));
		},
	};
}

/** Why a case can't be run here before anything is asked, or undefined. */
export function skipReason(one: Case, target: Target, write: boolean): string | undefined {
	if (one.needs === 'emulator' && !target.addFault) return 'no org fails on demand';
	if (one.needs === 'write' && !write) return 'it writes: say --write';
	const flow = one.requires?.find((name) => FLOWS.has(name));
	const isGiven = target.credentials.some((credential) => credential.flow === flow);
	return flow && !isGiven ? `it needs a credential of the flow ${flow}` : undefined;
}

const FLOWS = new Set(['clientCredentials', 'jwtBearer']);

/** Tells what the org lacks that a case requires: an object, a field, or a resource by its path. */
export function createProbe(send: Sender, variables: Variables) {
	const known = new Map<string, Promise<boolean>>();

	async function look(name: string): Promise<boolean> {
		if (name.startsWith('/')) return (await send({ path: name }, variables)).status === 200;
		const [object = '', field] = name.split('.');
		const { status, body } = await send({ path: `/sobjects/${object}/describe` }, variables);
		if (status !== 200 || field === undefined) return status === 200;
		const { fields = [] } = body as { fields?: { name: string }[] };
		return fields.some((one) => one.name === field);
	}

	return async function missing(one: Case): Promise<string | undefined> {
		for (const name of (one.requires ?? []).filter((each) => !FLOWS.has(each))) {
			if (!known.has(name)) known.set(name, look(name));
			if (!(await known.get(name))) return `the org has no ${name}`;
		}
		return undefined;
	};
}
