import type { Session } from '../../auth';
import { type Client, InvalidInputError, SalesforceApiError, shape, toLongId } from '../../rest';
import { authorField, type TriggerOn } from './events';
import type { WatchedObject } from './WatchedObject';

const userIdOf = ({ identityUrl = '' }: Session): string | undefined => {
	const id = /\/(005\w{12,15})$/.exec(identityUrl)?.[1];
	return id === undefined ? undefined : toLongId(id);
};

/**
 * The Id of the user that a credential acts as, in 18 characters.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_userinfo_endpoint.htm
 *
 * @throws SalesforceAuthError
 */
export async function findUserId(
	auth: (options?: { refresh?: boolean }) => Promise<Session>,
	client: Client,
): Promise<string> {
	const known = userIdOf(await auth());
	if (known !== undefined) return known;
	// A session that n8n has kept names no user.
	const answer = shape.object<{ user_id: string }>({ user_id: shape.text });
	const request = { path: '/services/oauth2/userinfo', shape: answer };
	return client.request(request).then(
		({ body }) => toLongId(body.user_id),
		async (error: Error) => {
			// It tells a session that is over by 403, which no call takes for one. A new session names the user.
			const isRefused = error instanceof SalesforceApiError;
			const renewed = isRefused ? userIdOf(await auth({ refresh: true })) : undefined;
			return renewed ?? Promise.reject(error);
		},
	);
}

/**
 * The fields that tell who has made a change.
 *
 * @throws InvalidInputError for an object that doesn't tell
 */
export function authorFields(watched: WatchedObject, triggerOn: TriggerOn): string[] {
	const has = (field: string) => watched.fields.includes(field);
	const needed = authorField(triggerOn);
	if (has(needed)) return [...new Set([needed, ...['CreatedById'].filter(has)])];
	throw new InvalidInputError(
		`'Ignore Own Changes' needs ${needed}, which ${watched.name} doesn't have or the user may not see`,
		'Turn it off, or grant the user the field',
	);
}
