import { expect, test } from 'vitest';
import { subtitle } from '../../../nodes/SalesforceTrigger/subtitle';

/** The expression as n8n evaluates it; a picker's parameter is its value there. */
function evaluate(parameters: { triggerOn: string; object: string }): unknown {
	const code = /^=\{\{(.*)\}\}$/s.exec(subtitle)?.[1] ?? '';
	// eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- what is tested is code
	return new Function('$parameter', `return ${code}`)(parameters);
}

test("says what starts the workflow in the dropdown's words, and of which object once it is chosen", () => {
	const triggerOn = 'createdOrUpdated';
	expect(evaluate({ triggerOn, object: 'Lead' })).toBe('Record Created or Updated: Lead');
	expect(evaluate({ triggerOn, object: '' })).toBe('Record Created or Updated');
});
