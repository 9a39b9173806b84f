import { listReports } from '../../../../rest';
import { limitProperties, readLimit } from '../../options/limit';
import type { ItemOperation } from '../../operation';
import { optionsProperty } from '../../options/options';

export const getAll: ItemOperation = {
	kind: 'item',
	effect: 'read',
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many reports',
	description: 'List the reports that the user can see, by folder and name',
	properties: [
		...limitProperties,
		{
			displayName: 'Search',
			name: 'search',
			type: 'string',
			default: '',
			placeholder: 'e.g. pipeline',
			description: 'Part of the name of the report or of its folder. If it is empty: all reports.',
		},
		optionsProperty(),
	],
	async execute(run) {
		const { client, parameters, itemIndex } = run;
		const search = parameters.get<string>('search', itemIndex, '');
		const reports = await listReports(client, { search, limit: readLimit(run) });
		return reports.map((report) => ({ json: { ...report } }));
	},
};
