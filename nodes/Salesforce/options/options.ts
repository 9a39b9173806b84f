import type { INodeProperties } from 'n8n-workflow';
import { apiVersion } from '../../shared/apiVersion';
import { runAsUser } from '../../shared/runAsUser';
import { compareLabels } from './compareLabels';

const runAsItemUser: INodeProperties = {
	...runAsUser,
	description:
		"Username to act as instead of the credential's, for example the record owner. It must be pre-authorized for the app as well. Each user has a separate session.",
};

const minimumCallsLeft: INodeProperties = {
	displayName: 'Stop When API Calls Run Low (%)',
	name: 'minimumCallsLeft',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 100 },
	default: 10,
	description:
		"Stop sending if less than this percentage of the org's daily API calls is left, so that other systems can still make calls",
};

/** The collection `options` of an operation: its own entries and those that every operation has, sorted by label. */
export const optionsProperty = (own: INodeProperties[] = []): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [...own, apiVersion, runAsItemUser, minimumCallsLeft].toSorted((a, b) =>
		compareLabels(a.displayName, b.displayName),
	),
});
