import { describe, expect, it } from 'vitest';
import { formatTable } from '../../demo/formatTable';

const run = {
	rows: 500,
	created: 486,
	updated: 0,
	refused: 3,
	refusals: [
		{ row: 44, errorCode: 'INVALID_EMAIL_ADDRESS', message: 'Email: invalid email address: x' },
		{ row: 22, errorCode: 'REQUIRED_FIELD_MISSING', message: 'Required fields are missing' },
		{ row: 119, errorCode: 'REQUIRED_FIELD_MISSING', message: 'Required fields are missing' },
	],
	readBack: 486,
	apiCalls: 4,
	collectionCalls: 3,
	logins: 1,
	sockets: 1,
};

describe('the table', () => {
	it('groups the refusals by reason, most frequent first, each with an example', () => {
		const lines = formatTable('Title', run).split('\n');
		const refused = lines.findIndex((line) => line.includes('Refused'));
		expect(lines[refused + 1]).toContain('2 x REQUIRED_FIELD_MISSING, e.g. row 23: Required');
		expect(lines[refused + 2]).toContain('1 x INVALID_EMAIL_ADDRESS, e.g. row 45: Email: invalid');
	});

	it('lines its numbers up', () => {
		const lines = formatTable('Title', run).split('\n');
		const columns = lines
			.filter((line) => /^ {2}[A-Z]/.test(line))
			.map((line) => /^ {2}[A-Za-z ]+\d+/.exec(line)?.[0].length);
		expect(new Set(columns).size).toBe(1);
		expect(columns).toHaveLength(8);
	});

	it('cuts a text that would break it', () => {
		const message = `City: data value too large:\n${'x'.repeat(300)}`;
		const refusals = [{ row: 0, errorCode: 'STRING_TOO_LONG', message }];
		const table = formatTable('Title', { ...run, refusals });
		expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThan(130);
		expect(table).toContain('City: data value too large: xxx');
	});
});
