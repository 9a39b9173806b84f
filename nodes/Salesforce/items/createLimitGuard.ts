import { InvalidInputError, percentLeft, type Usage } from '../../../rest';

/**
 * Ends a run as soon as the org has too few API calls left.
 *
 * @param minimum percent; 0 for no guard
 */
export function createLimitGuard(minimum: number): ((usage: Usage) => void) | undefined {
	if (!(minimum > 0)) return undefined;
	return (usage) => {
		const left = percentLeft(usage);
		if (left === undefined || left >= minimum) return;
		throw new InvalidInputError(
			`Stopped: ${left.toFixed(1)} % of the org's daily API calls are left, and ${minimum} % must be kept`,
			"Run it again later, or lower 'Stop When API Calls Run Low' under Options",
		);
	};
}
