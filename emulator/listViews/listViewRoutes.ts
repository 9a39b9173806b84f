import { notFound } from '../core/SalesforceError';
import { type Answer, json } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { requireObject } from '../sobjects/requireObject';

const path = '/services/data/:version/sobjects/:object/listviews';

interface ListView {
	id: string;
	object: string;
	developerName: string;
	label: string;
	columns: readonly string[];
	where: string;
	orderBy: string;
}

/** The list views of a new org that the samples know. */
const listViews: readonly ListView[] = [
	{
		id: '00B000000000001EAA',
		object: 'Account',
		developerName: 'AllAccounts',
		label: 'All Accounts',
		columns: ['Name', 'BillingCity', 'Phone', 'toLabel(Type)', 'Owner.Username'],
		where: '',
		orderBy: 'Name ASC NULLS FIRST, Id ASC NULLS FIRST',
	},
	{
		id: '00B000000000002EAA',
		object: 'Account',
		developerName: 'Banks',
		label: 'Banks',
		columns: ['Name', 'AnnualRevenue', 'toLabel(Industry)'],
		where: "Industry = 'Banking'",
		orderBy: 'AnnualRevenue DESC NULLS LAST, Id DESC NULLS LAST',
	},
	{
		id: '00B000000000003EAA',
		object: 'Contact',
		developerName: 'AllContacts',
		label: 'All Contacts',
		columns: ['Name', 'Account.Name', 'Email'],
		where: '',
		orderBy: 'Name ASC NULLS FIRST, Id ASC NULLS FIRST',
	},
];

/** List views: which there are, and the query that each one is. */
export const listViewRoutes: readonly Route[] = [
	{ method: 'GET', path, handle: list },
	{ method: 'GET', path: `${path}/:id/describe`, handle: describe },
];

function list({ org, base, params }: Context): Answer {
	const { name } = requireObject(org, params.object);
	const found = listViews.filter(({ object }) => object === name);
	return json({
		done: true,
		listviews: found.map(({ id, developerName, label }) => {
			const url = `${base}/sobjects/${name}/listviews/${id}`;
			return {
				describeUrl: `${url}/describe`,
				developerName,
				id,
				label,
				resultsUrl: `${url}/results`,
				soqlCompatible: true,
				url,
			};
		}),
		nextRecordsUrl: null,
		size: found.length,
		sobjectType: name,
	});
}

function describe({ org, params }: Context): Answer {
	const { name } = requireObject(org, params.object);
	const view = listViews.find(({ id, object }) => object === name && id === params.id);
	if (!view) throw notFound();
	const { id, columns, where, orderBy } = view;
	const hidden = ['Id', 'CreatedDate', 'LastModifiedDate', 'SystemModstamp'];
	const filter = where === '' ? '' : ` WHERE ${where}`;
	return json({
		columns: columns.map((column) => ({ fieldNameOrPath: column, hidden: false })),
		id,
		orderBy: [],
		query: `SELECT ${[...columns, ...hidden].join(', ')} FROM ${name}${filter} ORDER BY ${orderBy}`,
		scope: null,
		sobjectType: name,
		whereCondition: { conditions: [] },
	});
}
