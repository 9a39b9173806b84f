import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REFUSALS } from '../../auth/advice';
import { listLoginRefusals } from '../../docs/generate/loginRefusals';
import { readThrownTexts } from '../../docs/generate/readThrownTexts';
import { writeTroubleshooting } from '../../docs/generate/writeTroubleshooting';
import { root } from './readPage';

const page = readFileSync(join(root, 'docs', 'troubleshooting.md'), 'utf8');

describe('docs/troubleshooting.md', () => {
	it('says what the code says; `npm run docs` writes it again', async () => {
		expect(page).toBe(await writeTroubleshooting(page));
	});

	it('has an entry for every row of the table of refused logins', () => {
		const refusals = listLoginRefusals();
		expect(new Set(refusals.map(({ code }) => code))).toEqual(
			new Set(REFUSALS.map(({ code }) => code)),
		);
		expect(refusals.flatMap(({ shown }) => shown)).toHaveLength(REFUSALS.length);
	});

	it.each([
		"user hasn't approved this consumer (invalid_grant)",
		'no client credentials user enabled (invalid_grant)',
		'INVALID_FIELD',
		"'Private Key' can't be read",
		"No 'External ID Field' is chosen, so no record can be found",
		"'Run As User' needs JWT Bearer",
	])('is found by the text %j', (text) => {
		expect(page).toContain(text);
	});

	it('reads texts out of the code with what is filled in left open', () => {
		const texts = readThrownTexts(['rest']);
		expect(texts).toContainEqual({
			file: 'rest/bindQuery.ts',
			message: 'The query uses :…, but no bind variable has this name',
			advice: ['Add it under Bind Variables', 'Bind variables given: …'],
		});
	});
});
