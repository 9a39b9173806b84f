import { flag, list, object as objectOf, optional, text } from './call/shape';
import { createLinkGuard } from './createLinkGuard';
import { InvalidInputError } from './errors';
import { path } from './path';
import { isRecordId } from './recordId';
import type { Client } from './types';

export interface ListView {
	id: string;
	/** The same in each copy of an org, e.g. `AllAccounts`. */
	developerName: string;
	label: string;
	/** Whether it is a query of SOQL. */
	soqlCompatible?: boolean;
}

interface Page {
	done: boolean;
	listviews: ListView[];
	nextRecordsUrl?: string | null;
}

const page = objectOf<Page>({
	done: flag,
	listviews: list(objectOf<ListView>({ id: text, developerName: text, label: text })),
	nextRecordsUrl: optional(text),
});

/**
 * The list views of an object that the session's user can see.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_listviews.htm
 *
 * @throws SalesforceApiError
 */
export async function listListViews(client: Client, object: string): Promise<ListView[]> {
	const guard = createLinkGuard();
	const views: ListView[] = [];
	let next: string | undefined = path`sobjects/${object}/listviews`;
	while (next !== undefined) {
		const { body }: { body: Page } = await client.request({ path: next, shape: page });
		views.push(...body.listviews);
		next = body.done ? undefined : (body.nextRecordsUrl ?? undefined);
		if (next !== undefined) guard(next, body.listviews.length);
	}
	return views;
}

/**
 * The SOQL of a list view.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_listviewdescribe.htm
 *
 * @param name its ID, or its API name
 * @throws InvalidInputError if no list view has this name
 * @throws SalesforceApiError
 */
export async function readListViewQuery(
	client: Client,
	object: string,
	name: string,
): Promise<string> {
	const wanted = name.trim();
	const isId = isRecordId(wanted) && wanted.startsWith('00B');
	const views = isId ? [] : await listListViews(client, object);
	const view = views.find(({ developerName }) => developerName === wanted);
	const id = isId ? wanted : view?.id;
	if (id === undefined) {
		throw new InvalidInputError(
			`${object} has no list view '${wanted}', or the user may not see it`,
			views.length > 0
				? `It has these: ${views.map(({ developerName }) => developerName).join(', ')}`
				: 'Share the list view with the user in Salesforce',
		);
	}
	const shape = objectOf<{ query: string }>({ query: text });
	const request = { path: path`sobjects/${object}/listviews/${id}/describe`, shape };
	return (await client.request(request)).body.query;
}
