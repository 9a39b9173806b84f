import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { SalesforceApiError } from '../../rest';

const errorOf = (status: number, body: unknown) =>
	new SalesforceApiError({ status, body }, { method: 'GET', path: '/services/data' });

describe('SalesforceApiError', () => {
	it('reads all entries of the usual array', () => {
		const error = errorOf(400, [
			{
				message: 'Required fields are missing: [A]',
				errorCode: 'REQUIRED_FIELD_MISSING',
				fields: ['A'],
			},
			{ message: 'bad', errorCode: 'OTHER', fields: ['B', 'A'] },
		]);
		expect(error).toMatchObject({
			message: 'Required fields are missing: [A]; bad',
			errorCode: 'REQUIRED_FIELD_MISSING',
			fields: ['A', 'B'],
			statusCode: 400,
		});
		expect(error.entries).toHaveLength(2);
	});

	it.each(['duplicateResut', 'duplicateResult'])('reads the matching records under %s', (key) => {
		const error = errorOf(400, [
			{
				errorCode: 'DUPLICATES_DETECTED',
				message: 'Use one of these records?',
				[key]: {
					matchResults: [
						{
							rule: 'Standard',
							matchRecords: [
								{ matchConfidence: 90, record: { attributes: { type: 'Contact' }, Id: '003x' } },
							],
						},
					],
				},
			},
		]);
		expect(error.entries[0]!.duplicates).toEqual([
			{ id: '003x', object: 'Contact', rule: 'Standard', confidence: 90 },
		]);
	});

	it.each<[string, number, unknown, string, RegExp]>([
		[
			'an HTML page',
			414,
			'<h1>Bad Message 414</h1><pre>reason: URI Too Long</pre>',
			'HTTP_414',
			/^Bad Message 414 reason: URI Too Long$/,
		],
		['plain text', 403, 'Bad_OAuth_Token', 'HTTP_403', /^Bad_OAuth_Token$/],
		['nothing', 503, '', 'HTTP_503', /status 503/],
		['an empty list', 500, [], 'HTTP_500', /status 500/],
		[
			'an OAuth answer',
			400,
			{ error: 'invalid_grant', error_description: 'no' },
			'invalid_grant',
			/^no$/,
		],
		[
			'Bulk API 1.0',
			400,
			{ exceptionCode: 'InvalidSessionId', exceptionMessage: 'gone' },
			'InvalidSessionId',
			/^gone$/,
		],
		[
			'a form of its own',
			400,
			{ status: 'no', reasons: ['too late'] },
			'HTTP_400',
			/^{"status":"no","reasons":\["too late"\]}$/,
		],
		['a form of its own that is long', 400, { a: 'x'.repeat(999) }, 'HTTP_400', /^.{300}…$/],
		['a code alone', 400, [{ errorCode: 'NO' }], 'NO', /^NO$/],
		['an ambiguous external id', 300, ['/a', '/b'], 'MULTIPLE_CHOICES', /^2 records/],
	])('reads %s', (_, status, body, code, message) => {
		const error = errorOf(status, body);
		expect(error.errorCode).toBe(code);
		expect(error.message).toMatch(message);
	});

	it('keeps the answer at hand but out of logs', () => {
		const error = errorOf(400, [{ message: 'm', errorCode: 'E', outputValues: 'user data' }]);
		expect(JSON.stringify(error.body)).toContain('user data');
		expect(inspect(error, { depth: 9 })).not.toContain('user data');
	});
});
