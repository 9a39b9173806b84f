import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Org, startOrg } from '../../emulator';
import {
	type ActionInput,
	describeAction,
	describeQuickAction,
	listActions,
	listQuickActions,
	pathOfAction,
	pathOfQuickAction,
	runActions,
	runQuickActions,
} from '../../rest';
import { clientOf as connect } from './clientOf';

let org: Org;
beforeEach(async () => {
	org = await startOrg();
});
afterEach(() => org.close());

const clientOf = () => connect(org);

const path = pathOfAction('flow', 'Create_Follow_Up_Task');
const account = () => org.insert('Account', [{ Name: 'Acme' }])[0]!;

describe('runActions', () => {
	it('runs 200 sets of inputs by one call, and gives the outputs of each in order', async () => {
		const recordId = account();
		const inputs = Array.from({ length: 250 }, (_, n) => ({
			path,
			inputs: { recordId, subject: `Call ${n}` },
		}));
		const results = await runActions(clientOf(), inputs);
		expect(results.every(({ success }) => success)).toBe(true);
		expect(org.calls.filter(({ method }) => method === 'POST')).toHaveLength(2);
		const subjects = results.map((result) => {
			const id = result.success ? result.outputValues.taskId : undefined;
			return org.records('Task').find(({ Id }) => Id === id)?.Subject;
		});
		expect(subjects).toEqual(inputs.map(({ inputs: { subject } }) => subject));
	});

	it('keeps apart what a refused call has done and what not', async () => {
		const recordId = account();
		const wrong = { path, inputs: { recordId: '001000000000000AAA' } };
		const right = { path, inputs: { recordId } };
		const results = await runActions(clientOf(), [wrong, right, wrong, right]);
		expect(results).toMatchObject([
			{ error: { errorCode: 'UNKNOWN_EXCEPTION', message: expect.stringContaining('interview') } },
			{ success: true, outputValues: { Flow__InterviewStatus: 'Finished' } },
			{ success: false },
			{ success: true },
		]);
		expect(org.records('Task')).toHaveLength(2);
		expect(org.calls).toHaveLength(1);
	});

	it('gives actions of several kinds calls of their own', async () => {
		const [lead] = org.insert('Lead', [{ LastName: 'x', Company: 'y' }]);
		const score = { path: pathOfAction('apex', 'ScoreLead'), inputs: { leadId: lead } };
		const task = { path, inputs: { recordId: account() } };
		const results = await runActions(clientOf(), [score, task, score]);
		expect(results).toMatchObject([
			{ outputValues: { output: 20 } },
			{ outputValues: { taskId: expect.any(String) } },
			{ outputValues: { output: 20 } },
		]);
		expect(org.calls).toHaveLength(2);
	});

	it.each([
		['has too few results', [{ actionName: 'x', isSuccess: true, errors: null, outputValues: {} }]],
		['has results of another form', [{ actionName: 'x', isSuccess: 'no' }, { isSuccess: 1 }]],
	])('takes it for unknown if a refusal %s, since the action was run', async (_, body) => {
		org.addFault({ match: { method: 'POST', path: '/actions/' }, status: 400, body });
		const input = { path, inputs: { recordId: account() } };
		const results = await runActions(clientOf(), [input, input]);
		const unknown = { error: { errorCode: 'UNKNOWN_OUTCOME', mayBeSaved: true } };
		expect(results).toMatchObject([unknown, unknown]);
		expect(org.calls).toHaveLength(1);
	});

	it('runs nothing twice if no answer came, and says so of an action', async () => {
		org.addFault({ match: { method: 'POST', path: '/actions/' }, dropAfter: true });
		const [result] = await runActions(clientOf(), [{ path, inputs: { recordId: account() } }]);
		expect(result).toMatchObject({
			error: {
				errorCode: 'UNKNOWN_OUTCOME',
				message: expect.stringContaining('No answer came after the action was started'),
			},
		});
		expect(org.records('Task')).toHaveLength(1);
	});

	it('says what to do if the action is not there, or not for this user', async () => {
		const [missing] = await runActions(clientOf(), [
			{ path: pathOfAction('flow', 'Screen'), inputs: {} },
		]);
		const advice = expect.stringContaining('autolaunched flows only') as string;
		expect(missing).toMatchObject({ error: { errorCode: 'NOT_FOUND', cause: { advice } } });
		org.actions.push({ ...org.actions[0]!, name: 'Secret', isDenied: () => true });
		await expect(describeAction(clientOf(), 'flow', 'Secret')).rejects.toMatchObject({
			errorCode: 'FORBIDDEN',
			advice: expect.stringContaining('permission set'),
		});
	});

	it('finds the outcome of each set, however the sets are cut and whichever fail', async () => {
		const recordId = account();
		const sets = fc.array(fc.boolean(), { minLength: 1, maxLength: 12 });
		await fc.assert(
			fc.asyncProperty(sets, fc.integer({ min: 1, max: 5 }), async (wanted, batchSize) => {
				const inputs = wanted.map((isGood, n): ActionInput => ({
					path,
					inputs: { recordId: isGood ? recordId : '001000000000000AAA', subject: `S ${n}` },
				}));
				const before = org.records('Task').length;
				const results = await runActions(clientOf(), inputs, { batchSize });
				expect(results.map(({ success }) => success)).toEqual(wanted);
				expect(org.records('Task').length - before).toBe(wanted.filter(Boolean).length);
			}),
			{ numRuns: 15 },
		);
	});
});

describe('the lists of actions', () => {
	it('give what finds each, by kind', async () => {
		const client = clientOf();
		expect(await listActions(client, 'flow')).toEqual([
			{ name: 'Create_Follow_Up_Task', label: 'Create Follow-Up Task' },
			{ name: 'Plan_Visits', label: 'Plan Visits' },
		]);
		expect(await listActions(client, 'emailAlert')).toEqual([
			{ name: 'Case.Case_Received', label: 'Case received' },
		]);
		expect(await listActions(client, 'standard')).toMatchObject([
			{ name: 'emailSimple' },
			{ name: 'submit' },
		]);
		org.actions.length = 0;
		expect(await listActions(client, 'apex')).toEqual([]);
	});

	it('lead to the describe of each', async () => {
		const alert = await describeAction(clientOf(), 'emailAlert', 'Case.Case_Received');
		expect(alert.inputs).toMatchObject([{ name: 'SObjectRowId', type: 'ID', required: true }]);
		const slashed = await describeAction(clientOf(), 'emailAlert', 'Case/Case_Received');
		expect(slashed).toEqual(alert);
	});
});

describe('quick actions', () => {
	it('are run on a record, a call each', async () => {
		const contextId = account();
		const input = {
			path: pathOfQuickAction('New_Contact', 'Account'),
			inputs: { contextId, record: { LastName: 'Doe' } },
		};
		const nameless = { ...input, inputs: { contextId, record: {} } };
		const results = await runQuickActions(clientOf(), [nameless, input]);
		expect(results).toMatchObject([
			{ error: { errorCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] } },
			{ success: true, outputValues: { created: true, contextId } },
		]);
		expect(org.records('Contact')).toMatchObject([{ LastName: 'Doe', AccountId: contextId }]);
	});

	it('that are global are found although an object is named, whose list has them', async () => {
		const client = clientOf();
		const names = (await listQuickActions(client, 'Account')).map(({ name }) => name);
		expect(names).toEqual(['LogACall', 'NewLead', 'New_Contact']);
		expect(await describeQuickAction(client, 'LogACall', 'Account')).toMatchObject({
			target: 'Task',
			fields: [{ name: 'Subject', required: false }, {}, {}, {}],
			defaults: new Map([['Subject', 'Call']]),
		});
		const path = pathOfQuickAction('LogACall', 'Account');
		const inputs = { contextId: account(), record: { Subject: 'Hello' } };
		const [result] = await runQuickActions(client, [{ path, inputs }]);
		expect(result).toMatchObject({ success: true });
		expect(org.records('Task')).toMatchObject([{ Subject: 'Hello', WhatId: inputs.contextId }]);
	});

	it('that answer with a refusal and a good status are refused, too', async () => {
		const errors = [{ statusCode: 'FIELD_INTEGRITY_EXCEPTION', message: 'No', fields: ['Name'] }];
		const body = { success: false, created: false, id: null, errors };
		org.addFault({ match: { method: 'POST', path: 'quickActions' }, status: 200, body });
		const input = { path: pathOfQuickAction('LogACall'), inputs: { record: { Subject: 'x' } } };
		expect(await runQuickActions(clientOf(), [input])).toMatchObject([
			{ error: { errorCode: 'FIELD_INTEGRITY_EXCEPTION', message: 'No', fields: ['Name'] } },
		]);
	});
});

describe('the path of an action', () => {
	it('can’t be left by any name', () => {
		fc.assert(
			fc.property(fc.string(), (name) => {
				let made: string;
				try {
					made = pathOfAction('flow', name);
				} catch (error) {
					return (error as Error).name === 'InvalidInputError';
				}
				const { pathname, search } = new URL(`https://x/${made}`);
				return /^\/actions\/custom\/flow\/[^/]+$/.test(pathname) && search === '';
			}),
		);
	});
});
