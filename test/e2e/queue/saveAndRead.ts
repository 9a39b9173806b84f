import { expect } from 'vitest';
import type { ChainNode, WebhookAnswer } from '../../../demo';
import { byName } from '../runOperation';
import type { QueueOrg } from './openQueueOrg';

interface Outcome {
	saved: { id: string; success: boolean; created: boolean };
	read: object;
}

const answer: ChainNode = {
	name: 'Answer',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		mode: 'raw',
		jsonOutput: "={{ { saved: $('Save').item.json, read: $('Read').item.json } }}",
		options: {},
	},
};

/** Saves the record of the webhook's body by its external id, reads it back, and answers with both outcomes. */
export const saveAndRead = ({ salesforce }: QueueOrg): ChainNode[] => [
	salesforce('Save', {
		resource: 'record',
		operation: 'upsert',
		object: byName('Contact'),
		fields: {
			mappingMode: 'defineBelow',
			value: { External_Id__c: '={{ $json.body.key }}', LastName: '={{ $json.body.name }}' },
			matchingColumns: ['External_Id__c'],
			schema: [],
		},
	}),
	salesforce('Read', {
		resource: 'query',
		operation: 'executeQuery',
		query: 'SELECT Id, External_Id__c, LastName FROM Contact WHERE Id = :id',
		bindings: { values: [{ name: 'id', type: 'string', value: '={{ $json.id }}' }] },
		returnAll: true,
	}),
	answer,
];

/** The webhook's body for one execution each. */
export const bodiesOf = (count: number) =>
	Array.from({ length: count }, (_, n) => ({ key: `Q-${n}`, name: `Doe ${n}` }));

/**
 * Holds what executions of `bodiesOf` reported against the org: every one succeeded, and each of its records is
 * there once, under the id that was reported.
 * @param created what each says of its record; either where left out
 */
export function expectNothingLost(
	{ org }: QueueOrg,
	answers: WebhookAnswer[],
	created?: boolean,
): void {
	const records = new Map(org.records('Contact').map((record) => [record.Id, record]));
	for (const [n, { status, body }] of answers.entries()) {
		const expected = { External_Id__c: `Q-${n}`, LastName: `Doe ${n}` };
		expect({ n, status, body }).toMatchObject({ n, status: 200, body: { saved: {}, read: {} } });
		const { saved, read } = body as Outcome;
		expect(saved.success).toBe(true);
		if (created !== undefined) expect(saved.created).toBe(created);
		expect(read).toEqual({ Id: saved.id, ...expected });
		expect(records.get(saved.id)).toMatchObject(expected);
	}
	expect(records.size).toBe(answers.length);
}
