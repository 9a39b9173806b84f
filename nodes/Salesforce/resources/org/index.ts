import type { Resource } from '../../operation';
import { describeObject } from './describeObject.operation';
import { getLimits } from './getLimits.operation';
import { getObjects } from './getObjects.operation';
import { getRecordCounts } from './getRecordCounts.operation';
import { getUser } from './getUser.operation';

export const org = {
	name: 'Org',
	value: 'org',
	description: 'Who the credential acts as, and what the org holds and allows',
	operations: [getUser, getLimits, getObjects, describeObject, getRecordCounts],
} as const satisfies Resource;
