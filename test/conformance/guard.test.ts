import { describe, expect, test } from 'vitest';
import { readOrgKind, refuseWriting } from '../../conformance/guard';

const organization = (IsSandbox: unknown, OrganizationType: unknown) => ({
	IsSandbox,
	OrganizationType,
});

describe('writing', () => {
	test.each([
		['a sandbox', organization(true, 'Enterprise Edition')],
		['a scratch org', organization(true, 'Developer Edition')],
		['a Developer Edition', organization(false, 'Developer Edition')],
	])('is allowed in %s', (_, row) => {
		expect(refuseWriting(readOrgKind(row), { production: false })).toBeUndefined();
	});

	test('in production must be said', () => {
		const kind = readOrgKind(organization(false, 'Enterprise Edition'));
		expect(refuseWriting(kind, { production: false })).toMatch(/--production/);
		expect(refuseWriting(kind, { production: true })).toBeUndefined();
	});

	test.each([
		['an org that shows no Organization', undefined],
		['one that hides what it is', organization(undefined, 'Developer Edition')],
		['one that hides its edition', organization(false, undefined)],
		['one whose answer is another', 'Organization'],
	])('is refused in %s, whatever was said', (_, row) => {
		for (const production of [true, false]) {
			expect(refuseWriting(readOrgKind(row), { production })).toMatch(/nothing is written/);
		}
	});
});
