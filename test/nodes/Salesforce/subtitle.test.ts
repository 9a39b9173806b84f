import { expect, test } from 'vitest';
import { resources } from '../../../nodes/Salesforce/resources';
import { subtitle } from '../../../nodes/Salesforce/subtitle';

/** The expression as n8n evaluates it: JavaScript between the braces, with the node's parameters at hand. */
function evaluate(parameters: { resource: string; operation: string }): unknown {
	const code = /^=\{\{(.*)\}\}$/s.exec(subtitle)?.[1] ?? '';
	// eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- what is tested is code
	return new Function('$parameter', `return ${code}`)(parameters);
}

test('names every operation and resource in the words of the dropdowns', () => {
	for (const { value: resource, name, operations } of resources) {
		for (const operation of operations) {
			const parameters = { resource, operation: operation.value };
			expect(evaluate(parameters)).toBe(`${operation.name}: ${name}`);
		}
	}
	expect(evaluate({ resource: 'record', operation: 'upsert' })).toBe('Create or Update: Record');
});
