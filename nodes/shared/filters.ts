import type { INodeProperties } from 'n8n-workflow';
import type { Filter, FilterOperator } from '../../rest';
import { COUNTED_PERIODS, periods } from './periods';
import { readList } from './readList';

/** A filter as the editor keeps it. */
export interface FilterEntry extends Filter {
	/** For `inPeriod`: `TODAY`, or `LAST_N_DAYS` with a count. */
	period?: string;
	count?: number;
}

/** A list of the object's fields. Any other field can be given by expression. */
export const fieldOf = (loadOptionsMethod: string): INodeProperties => ({
	displayName: 'Field Name or ID',
	name: 'field',
	type: 'options',
	typeOptions: { loadOptionsMethod, loadOptionsDependsOn: ['object.value'] },
	default: '',
	description:
		'A field of a parent record, such as Owner.Name, can be given by expression. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
});

/** Operators without a value. */
const BARE: FilterOperator[] = ['inPeriod', 'isEmpty', 'isNotEmpty'];

const condition: INodeProperties[] = [
	fieldOf('getFilterFields'),
	{
		displayName: 'Operator Name or ID',
		name: 'operator',
		type: 'options',
		typeOptions: {
			loadOptionsMethod: 'getFilterOperators',
			loadOptionsDependsOn: ['object.value', '&field'],
		},
		default: 'equals',
		description:
			'How to compare; the list depends on the type of the field. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'Value',
		name: 'value',
		type: 'string',
		default: '',
		placeholder: 'e.g. Banking, 2026-01-31 or LAST_N_DAYS:30',
		description:
			'A date field takes 2026-01-31, a date with a time takes 2026-01-31T09:30:00 too, and both take a word such as TODAY or LAST_N_DAYS:30. Is One Of takes values separated by commas.',
		displayOptions: { hide: { operator: BARE } },
	},
	{
		displayName: 'Period',
		name: 'period',
		type: 'options',
		options: periods,
		default: 'TODAY',
		description:
			"Counted in the time zone of the user in Salesforce; weeks begin on the first day that the user's locale has",
		displayOptions: { show: { operator: ['inPeriod'] } },
	},
	{
		displayName: 'N',
		name: 'count',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 30,
		description: 'How many days, weeks, months, quarters or years',
		displayOptions: { show: { operator: ['inPeriod'], period: COUNTED_PERIODS } },
	},
];

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Filter',
	default: {},
	description: 'Conditions that records must meet',
	options: [{ displayName: 'Filter', name: 'conditions', values: condition }],
};

const mustMatch: INodeProperties = {
	displayName: 'Must Match',
	name: 'mustMatch',
	type: 'options',
	options: [
		{ name: 'All Filters', value: 'all' },
		{ name: 'Any Filter', value: 'any' },
	],
	default: 'all',
	description: 'How many of the filters a record must meet',
};

/** Filters without SOQL, and how they go together. The editor asks that once there are two. */
export const filterProperties: INodeProperties[] = [
	filters,
	{
		...mustMatch,
		displayOptions: { show: { '/filters.conditions[1].field': [{ _cnd: { exists: true } }] } },
	},
	// When n8n runs or saves a workflow it drops parameters that are not shown, and looks at no collection to find out:
	// without this one it would drop the answer.
	{ ...mustMatch, displayOptions: { hide: { '/filters': [{ _cnd: { exists: true } }] } } },
];

const LISTS = new Set<FilterOperator>(['in', 'notIn', 'includes', 'excludes']);

function toFilter({ period = '', count, ...filter }: FilterEntry): Filter {
	if (LISTS.has(filter.operator)) return { ...filter, value: readList(filter.value) };
	if (filter.operator !== 'inPeriod') return filter;
	const isCounted = COUNTED_PERIODS.includes(period);
	return { ...filter, value: isCounted ? `${period}:${count ?? 30}` : period };
}

/** Filters as `buildQuery` takes them; an entry that was only begun is left out. */
export const toFilters = (entries: FilterEntry[]): Filter[] =>
	entries.filter(({ field }) => field !== '').map(toFilter);
