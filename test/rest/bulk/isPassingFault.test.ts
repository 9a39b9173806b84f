import { expect, test } from 'vitest';
import { SalesforceAuthError } from '../../../auth';
import { isPassingFault } from '../../../rest/bulk/isPassingFault';

const authError = (isPassing: boolean) =>
	new SalesforceAuthError('NO_ANSWER', 'No answer', { advice: 'Wait', isPassing });

test('waits on where a login failed for a reason that passes, and only there', () => {
	expect(isPassingFault(authError(true))).toBe(true);
	expect(isPassingFault(authError(false))).toBe(false);
});
