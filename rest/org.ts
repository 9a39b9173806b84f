import { list, number, object, text } from './call/shape';
import { InvalidResponseError, SalesforceApiError } from './errors';
import { queryAll } from './query';
import type { SalesforceRecord } from './pages';
import type { Client } from './types';

/** Who a session acts as, and where. `null` for what the user may not see. */
export interface OrgUser {
	userId: string;
	username: string | null;
	name: string | null;
	email: string | null;
	/** The profile's name. */
	profile: string | null;
	/** The user license, e.g. `Salesforce Integration`. */
	license: string | null;
	timeZone: string | null;
	language: string | null;
	organizationId: string;
	organizationName: string | null;
	/** e.g. `Enterprise Edition`. */
	organizationType: string | null;
	isSandbox: boolean | null;
	/** The server group, e.g. `FRA42`. */
	instanceName: string | null;
}

const root = object<{ identity: string }>({ identity: text });

const IDENTITY = /\/id\/(00D\w{12}(?:\w{3})?)\/(005\w{12}(?:\w{3})?)$/;

/** What of a record the user may see: nothing, if Salesforce refuses it. */
async function readOne(client: Client, soql: string): Promise<SalesforceRecord> {
	try {
		return (await queryAll(client, soql))[0] ?? {};
	} catch (error) {
		if (error instanceof SalesforceApiError && error.statusCode === 400) return {};
		throw error;
	}
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : null);

const nameOf = (record: unknown) => textOf((record as { Name?: unknown } | null | undefined)?.Name);

/**
 * Who the session acts as, and in which org.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_discoveryresource.htm
 *
 * @throws SalesforceApiError
 */
export async function getOrgUser(client: Client): Promise<OrgUser> {
	const { body } = await client.request({
		path: `/services/data/v${client.apiVersion}/`,
		shape: root,
	});
	const [, organizationId, userId] = IDENTITY.exec(body.identity) ?? [];
	if (organizationId === undefined || userId === undefined) {
		throw new InvalidResponseError('an identity that names no user');
	}
	const of = `FROM User WHERE Id = '${userId}'`;
	const fields = 'Username, Name, Email, TimeZoneSidKey, LanguageLocaleKey';
	const user = await readOne(client, `SELECT ${fields} ${of}`);
	// By itself: to see it takes a right of its own.
	const { Profile } = await readOne(client, `SELECT Profile.Name, Profile.UserLicense.Name ${of}`);
	const organization = await readOne(
		client,
		'SELECT Name, IsSandbox, OrganizationType, InstanceName FROM Organization',
	);
	const { IsSandbox } = organization;
	return {
		userId,
		username: textOf(user.Username),
		name: textOf(user.Name),
		email: textOf(user.Email),
		profile: nameOf(Profile),
		license: nameOf((Profile as { UserLicense?: unknown } | null | undefined)?.UserLicense),
		timeZone: textOf(user.TimeZoneSidKey),
		language: textOf(user.LanguageLocaleKey),
		organizationId,
		organizationName: textOf(organization.Name),
		organizationType: textOf(organization.OrganizationType),
		isSandbox: typeof IsSandbox === 'boolean' ? IsSandbox : null,
		instanceName: textOf(organization.InstanceName),
	};
}

export interface RecordCount {
	/** API name. */
	object: string;
	/** About so many; `null` if Salesforce tells none of the object. */
	count: number | null;
}

const counts = object<{ sObjects: Array<{ name: string; count: number }> }>({
	sObjects: list(object<{ name: string; count: number }>({ name: text, count: number })),
});

/** Names of at most 43 characters: no URL gets longer than Salesforce takes. */
const NAMES_PER_CALL = 200;

/**
 * About how many records objects hold, without those in the recycle bin. Needs the permission View Setup and
 * Configuration.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_record_count.htm
 *
 * @param objects API names, in the order of the result; empty for all that Salesforce counts
 * @throws SalesforceApiError
 */
export async function getRecordCounts(client: Client, objects: string[]): Promise<RecordCount[]> {
	const ask = async (names?: string[]) => {
		const query = { sObjects: names?.join(',') };
		return (await client.request({ path: 'limits/recordCount', query, shape: counts })).body;
	};
	if (objects.length === 0) {
		return (await ask()).sObjects.map(({ name, count }) => ({ object: name, count }));
	}
	const found = new Map<string, { name: string; count: number }>();
	for (let from = 0; from < objects.length; from += NAMES_PER_CALL) {
		const { sObjects } = await ask(objects.slice(from, from + NAMES_PER_CALL));
		for (const one of sObjects) found.set(one.name.toLowerCase(), one);
	}
	return objects.map((asked) => {
		const { name = asked, count = null } = found.get(asked.toLowerCase()) ?? {};
		return { object: name, count };
	});
}
