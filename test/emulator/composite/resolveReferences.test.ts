import { describe, expect, it } from 'vitest';
import {
	InvalidReferenceError,
	resolveReferences,
} from '../../../emulator/composite/resolveReferences';

const results = new Map<string, unknown>([
	['acc', { id: '001', success: true }],
	['q', { totalSize: 2, records: [{ Id: '003', Account: { Name: 'Acme' } }] }],
]);

describe('resolveReferences', () => {
	it('replaces references inside texts, at any depth', () => {
		expect(
			resolveReferences(
				{ url: '/x/@{acc.id}/y/@{q.records[0].Id}', body: [{ AccountId: '@{acc.id}', Name: 'n' }] },
				results,
			),
		).toEqual({ url: '/x/001/y/003', body: [{ AccountId: '001', Name: 'n' }] });
	});

	it('keeps the type of a value that stands alone', () => {
		expect(resolveReferences('@{q.totalSize}', results)).toBe(2);
		expect(resolveReferences('n=@{q.totalSize}', results)).toBe('n=2');
	});

	it('follows relationships', () => {
		expect(resolveReferences('@{q.records[0].Account.Name}', results)).toBe('Acme');
	});

	it('leaves everything else alone', () => {
		const body = { a: null, b: 1, c: true, d: 'mail@{', e: '{acc.id}' };
		expect(resolveReferences(body, results)).toEqual(body);
	});

	it.each([
		'@{none.id}',
		'@{acc.nothing}',
		'@{q.records[7].Id}',
		'@{ACC.id}',
		'@{acc.Id}',
		'@{q.records[0].account.name}',
		'@{q.records}',
		'@{acc.constructor}',
		'@{}',
	])('refuses %s', (text) => {
		expect(() => resolveReferences(text, results)).toThrow(InvalidReferenceError);
	});

	it('says what was not found, and where', () => {
		expect(() => resolveReferences('@{acc.Name}', results)).toThrow(
			'Invalid reference specified. No value for acc.Name found in acc',
		);
	});
});
