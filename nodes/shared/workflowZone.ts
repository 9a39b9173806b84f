import type { IExecuteFunctions, IPollFunctions } from 'n8n-workflow';

/**
 * The time zone of the workflow's settings, by its IANA name, for `readMoment` of rest. Luxon's default can't be
 * used: n8n sets it only when it evaluates an expression, so it is the zone of the workflow that did so last in
 * this process.
 */
export const workflowZone = (
	context: Pick<IExecuteFunctions | IPollFunctions, 'getTimezone'>,
): string => context.getTimezone();
