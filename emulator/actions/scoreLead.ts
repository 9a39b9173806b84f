import { type InvocableAction } from './InvocableAction';

const scored = ['Company', 'Email', 'Phone', 'Industry', 'AnnualRevenue'];

/** A sample Apex action: how much is known of a lead, in points of 100. */
export const scoreLead: InvocableAction = {
	kind: 'apex',
	name: 'ScoreLead',
	label: 'Score a lead',
	inputs: [{ name: 'leadId', label: 'Lead ID', type: 'STRING', required: true }],
	outputs: [{ name: 'output', label: 'Score', type: 'NUMBER', required: false }],
	run({ org }, { leadId }) {
		const lead = org.store.get('Lead', String(leadId));
		if (!lead || lead.IsDeleted === true) {
			throw new Error('System.QueryException: List has no rows for assignment to SObject');
		}
		const known = scored.filter((name) => (lead[name] ?? null) !== null).length;
		return { output: (100 / scored.length) * known };
	},
};
