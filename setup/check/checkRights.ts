import type { Session } from '../../auth';
import {
	adviceFor,
	type Client,
	getLimits,
	listObjects,
	queryAll,
	SalesforceApiError,
	sendRequest,
} from '../../rest';
import { fail, type Finding, ok, skip, warn } from './Finding';

/** Objects of everyday work: a user who may read none of them has not been given any objects yet. */
const EVERYDAY = ['Account', 'Contact', 'Lead', 'Opportunity', 'Case'];

const API_ADVICE =
	"The login itself succeeded. A Salesforce admin checks that the app's OAuth scopes include 'Manage user data via APIs (api)', " +
	"that the user's profile or permission set has 'API Enabled', and that neither API Access Control nor the app's IP relaxation policy blocks this machine.";

/** A refusal of Salesforce is shown; any other error has nothing to do with rights. */
async function unlessRefused(
	look: () => Promise<Finding>,
	refused: (error: SalesforceApiError) => Finding,
): Promise<Finding> {
	try {
		return await look();
	} catch (error) {
		if (error instanceof SalesforceApiError) return refused(error);
		throw error;
	}
}

const codeOf = ({ message, errorCode }: SalesforceApiError) => `${message} (${errorCode})`;

const checkApi = (client: Client) =>
	unlessRefused(
		async () => {
			const path = `/services/data/v${client.apiVersion}/`;
			await sendRequest(client, { method: 'GET', path });
			return ok('API right', `the REST API v${client.apiVersion} accepts the session`);
		},
		(error) => fail('API right', codeOf(error), { advice: API_ADVICE }),
	);

/** The ids in `https://login.salesforce.com/id/00D…/005…`. */
const userIdOf = ({ identityUrl = '' }: Session) => /\/(005\w{12,15})$/.exec(identityUrl)?.[1];

async function findUser(client: Client, userId: string): Promise<Finding> {
	const soql = `SELECT Username, Name FROM User WHERE Id = '${userId}'`;
	const [user] = await queryAll(client, soql);
	const username = String(user?.Username);
	return ok('as whom', `${username} (${String(user?.Name)})`, { username, userId });
}

async function findOrg(client: Client): Promise<Finding> {
	const soql = 'SELECT Id, Name, IsSandbox, OrganizationType FROM Organization';
	const [org] = await queryAll(client, soql);
	const { Id: id, Name: name, IsSandbox: isSandbox, OrganizationType: type } = org ?? {};
	const text = `${String(name)}, ${isSandbox === true ? 'a sandbox of ' : ''}${String(type)}`;
	return ok('org', text, { id, name, isSandbox, type });
}

interface Profile {
	Name?: string;
	UserLicense?: { Name?: string } | null;
}

async function findLicense(client: Client, userId: string): Promise<Finding> {
	const soql = `SELECT Profile.Name, Profile.UserLicense.Name FROM User WHERE Id = '${userId}'`;
	const [user] = await queryAll(client, soql);
	const { Name: profile, UserLicense: license } = (user?.Profile ?? {}) as Profile;
	if (profile === undefined) return skip('license', 'Salesforce does not show the profile');
	const data = { license: license?.Name, profile };
	const text = `${license?.Name ?? 'not told'}, profile ${profile}`;
	if (profile !== 'System Administrator') return ok('license', text, data);
	const advice =
		'Workflows may do everything in this org. Give them an integration user with only the rights that they need.';
	return warn('license', text, { advice, data });
}

const checkObjects = (client: Client) =>
	unlessRefused(
		async () => {
			const all = (await listObjects(client)).filter(({ queryable }) => queryable);
			const mine = all.filter(({ name, custom }) => custom || EVERYDAY.includes(name));
			const names = mine.map(({ name }) => name);
			const shown = names.slice(0, 8).join(', ') + (names.length > 8 ? ', …' : '');
			const data = { readable: all.length, names };
			if (names.length > 0) {
				return ok('objects', `${all.length} readable, among them ${shown}`, data);
			}
			return warn('objects', `${all.length} readable, but none of ${EVERYDAY.join(', ')}`, {
				advice:
					'Grant the objects and their fields that workflows need in a permission set, and assign it to the user.',
				data,
			});
		},
		(error) => fail('objects', codeOf(error), { advice: adviceFor(error) ?? API_ADVICE }),
	);

/** Below this share, the calls of the day are nearly used up. */
const FEW_PERCENT = 10;

function describeCalls(left: number, max: number): Finding {
	const text = `${left.toLocaleString('en')} of ${max.toLocaleString('en')} API calls of the day are left`;
	const data = { left, max };
	if (max > 0 && (100 * left) / max >= FEW_PERCENT) return ok('API calls', text, data);
	const advice =
		'Find out what else uses them in Setup > System Overview, or ask Salesforce for more.';
	return warn('API calls', text, { advice, data });
}

/** A user who may not read the limits still sees the calls, in a header of each answer. */
async function checkLimits(client: Client): Promise<Finding[]> {
	let calls: Finding | undefined;
	const right = await unlessRefused(
		async () => {
			const { DailyApiRequests: daily } = await getLimits(client);
			if (daily) calls = describeCalls(daily.Remaining, daily.Max);
			return ok('right to limits', 'the user may read the limits of the org');
		},
		(error) =>
			warn('right to limits', codeOf(error), {
				advice:
					"Only the operation Get Limits needs it: 'View Setup and Configuration' in a permission set.",
			}),
	);
	const { daily } = client.usage;
	calls ??= daily && describeCalls(daily.max - daily.used, daily.max);
	return [calls ?? skip('API calls', 'Salesforce does not show them'), right];
}

const checkReports = (client: Client) =>
	unlessRefused(
		async () => {
			await sendRequest(client, { method: 'GET', path: 'analytics/reports' });
			return ok('right to reports', 'the user may run reports');
		},
		(error) =>
			warn('right to reports', codeOf(error), {
				advice: "Only reports need it: 'Run Reports' in a permission set.",
			}),
	);

/**
 * What the session may do in the org. Without the right to the API nothing else is asked.
 *
 * @throws HttpError, InvalidResponseError, SalesforceAuthError if the org stops answering
 */
export async function checkRights(client: Client, session: Session): Promise<Finding[]> {
	const api = await checkApi(client);
	if (api.status === 'fail') return [api];
	const userId = userIdOf(session);
	const untold = () => Promise.resolve(skip('as whom', 'Salesforce does not show the user'));
	const ofUser = userId
		? [
				await unlessRefused(
					() => findUser(client, userId),
					(error) => skip('as whom', codeOf(error)),
				),
				await unlessRefused(
					() => findLicense(client, userId),
					() => skip('license', 'the user may not see its own profile'),
				),
			]
		: [await untold()];
	const org = await unlessRefused(
		() => findOrg(client),
		(error) => skip('org', codeOf(error)),
	);
	return [
		api,
		...ofUser,
		org,
		await checkObjects(client),
		...(await checkLimits(client)),
		await checkReports(client),
	];
}
