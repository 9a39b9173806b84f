import type { INodeExecutionData } from 'n8n-workflow';
import { InvalidInputError } from '../../rest';
import { toItem } from './changeItems';
import type { ChangeEvent, ChangeRow, TriggerOn } from './events';
import type { ReadingPlan } from './planReading';

/** Enough records to build the rest of the workflow. */
const COUNT = 5;

const eventOf = (triggerOn: TriggerOn, { stamp, created }: ChangeRow): ChangeEvent => {
	if (triggerOn !== 'createdOrUpdated') return triggerOn;
	return stamp === created ? 'created' : 'updated';
};

/**
 * The latest records that would have started the workflow, newest first.
 *
 * @throws InvalidInputError if there are none
 */
export async function readSamples(
	{ readSamples: read, added }: ReadingPlan,
	triggerOn: TriggerOn,
): Promise<INodeExecutionData[]> {
	const rows = await read(COUNT);
	if (rows.length === 0) {
		const kind = triggerOn === 'deleted' ? 'deleted record' : 'record';
		throw new InvalidInputError(
			`There is no ${kind} to show yet`,
			"Check 'Object', 'Filters' and 'Condition', or make one in Salesforce and test again; the published workflow does not need one",
		);
	}
	return rows.map((row) => toItem(row, eventOf(triggerOn, row), added));
}
