import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { type Report } from '../../conformance/report';
import { main } from '../../conformance/run';
import { openEmulator, type Target } from '../../conformance/targets';
import { type Send } from '../../http';
import { createTerminal } from '../../setup';

/** What nobody outside of the org may learn. */
const PLANTED = [
	'Müller Maschinenbau',
	'Zebrafish Holdings',
	'Projekt_Nachtigall__c',
	'Nachtigall',
	'erika.mustermann@zebrafish.example',
	'+49 170 9998887',
	'zebrafish.my.salesforce.com',
	'0059A000001ZebraQAE',
	'Bundle für Zebrafish',
	'The Zebrafish rule forbids it',
];

/** Makes an org's answers wrong in every way, each time with something that must not get out. */
function spoil(send: Send, token: string): Send {
	let count = 0;
	return async (request) => {
		const answer = await send(request);
		if (!/\/(?:query|sobjects|composite|search|limits|jobs)/.test(request.url)) return answer;
		if (/FROM%20Organization/.test(request.url)) return answer;
		const turn = count++ % 5;
		const [name = '', ...others] = PLANTED;
		if (turn === 0) {
			const message = `${name} of 'Zebrafish Holdings' (${others.join(', ')}) has the token ${token}`;
			return { ...answer, status: 418, body: [{ errorCode: 'ZEBRA_9', message }] };
		}
		if (turn === 1) {
			const message = 'The Zebrafish rule forbids it';
			return {
				...answer,
				status: 400,
				body: [{ errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message, fields: [PLANTED[2]] }],
			};
		}
		if (turn === 2) {
			const record = Object.fromEntries(PLANTED.map((value) => [value, value]));
			return { ...answer, body: { totalSize: 1, records: [record], message: name } };
		}
		if (turn === 3) {
			return { ...answer, body: `<html><title>${PLANTED.join(' ')}</title>${token}</html>` };
		}
		const table = `"${PLANTED.join('","')}"\n"${token}"\n`;
		return { ...answer, status: 500, headers: { ...answer.headers, location: table }, body: table };
	};
}

test('a report of an org whose answers are all wrong holds nothing of its data', async () => {
	const emulator = await openEmulator();
	const { accessToken, instanceUrl } = await emulator.session();
	const target: Target = { ...emulator, send: spoil(emulator.send, accessToken) };
	const output = new PassThrough();
	const shown = text(output);
	const report = join(mkdtempSync(join(tmpdir(), 'conformance-')), 'report.json');
	const terminal = createTerminal({
		input: new PassThrough(),
		output,
		errors: output,
		env: {},
	});
	const code = await main(['--report', report], { terminal, open: () => target });
	output.end();
	expect(code).toBe(1);
	const written = readFileSync(report, 'utf8');
	const { counts, cases } = JSON.parse(written) as Report;
	expect(counts.differs).toBeGreaterThan(100);
	expect(cases.find(({ id }) => id === 'query.envelope')?.seen).toMatchObject({
		status: expect.any(Number) as number,
	});
	const secrets = [
		...PLANTED,
		'Zebra',
		'Müller',
		accessToken,
		instanceUrl,
		...emulator.credentials.flatMap((credential) =>
			Object.entries(credential).flatMap(([key, value]) =>
				key === 'flow' ? [] : String(value).split('\n'),
			),
		),
	].filter((secret) => secret.length > 3);
	for (const text of [written, await shown]) {
		for (const secret of secrets) expect(text.includes(secret), secret).toBe(false);
	}
}, 120_000);

test('a report keeps the words of Salesforce, so that a difference can be understood', async () => {
	const emulator = await openEmulator();
	const send: Send = async (request) => {
		const answer = await emulator.send(request);
		if (!request.url.includes('Nothing')) return answer;
		const message = "No such column 'Nothing' on entity 'Account' of org 00D000000000001AAA";
		return { ...answer, status: 400, body: [{ errorCode: 'INVALID_TYPE', message }] };
	};
	const output = new PassThrough();
	const shown = text(output);
	const report = join(mkdtempSync(join(tmpdir(), 'conformance-')), 'report.json');
	const terminal = createTerminal({ input: new PassThrough(), output, errors: output, env: {} });
	const args = ['--report', report, '--only', 'query.unknownField'];
	expect(await main(args, { terminal, open: () => ({ ...emulator, send }) })).toBe(1);
	output.end();
	const said = await shown;
	expect(said).toContain(
		'- `query.unknownField` (recorded): body.0.errorCode should be "INVALID_FIELD", is INVALID_TYPE',
	);
	expect(said).toContain("No such column 'Nothing' on entity 'Account' of org 00D…");
});
