import { describe, expect, test } from 'vitest';
import { type Case, type CaseRequest } from '../../conformance/Case';
import { loadFamilies } from '../../conformance/loadFamilies';

const families = loadFamilies();
const cases = families.flatMap(({ cases: all }) => all);

/** Posts that change nothing: logins, searches, records by a list of ids, reports run with filters of their own. */
const READING_POSTS =
	/^\/services\/oauth2\/|^\/parameterizedSearch$|^\/composite\/sobjects\/\w+$|^\/composite(?:\/batch|\/graph)?$|^\/analytics\/reports\/[^/]+$/;

function reads({ method = 'GET', path, json }: CaseRequest): boolean {
	if (method === 'GET') return true;
	if (method !== 'POST' || !READING_POSTS.test(path)) return false;
	return [...JSON.stringify(json ?? {}).matchAll(/"method":"(\w+)"/g)].every(
		([, inner]) => inner === 'GET',
	);
}

describe('the cases', () => {
	test('are many, and each has a name of its own', () => {
		expect(cases.length).toBeGreaterThanOrEqual(150);
		expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
		for (const { family, cases: own } of families) {
			for (const { id } of own) expect(id.startsWith(`${family}.`), id).toBe(true);
		}
	});

	test('say where they are known from, and how well', () => {
		for (const { id, purpose, source, mark } of cases) {
			expect(purpose.length, id).toBeGreaterThan(10);
			expect(source.length, id).toBeGreaterThan(3);
			expect(['docs', 'recorded', 'seen', 'memory'], id).toContain(mark);
			if (source === 'believed') expect(mark, id).toBe('memory');
		}
	});

	test.each(cases.filter(({ needs }) => needs === 'read' || needs === 'admin'))(
		'$id only reads, as it says',
		({ before = [], request, after = [] }: Case) => {
			expect([...before, request, ...after].filter((one) => !reads(one))).toEqual([]);
		},
	);

	test('that create jobs remove them', () => {
		for (const { id, before = [], request, after = [] } of cases) {
			const creates = before.some(
				({ method, path }) => method === 'POST' && /^\/jobs\//.test(path),
			);
			const removes = [request, ...after].some(({ method }) => method === 'DELETE');
			if (creates) expect(removes, id).toBe(true);
		}
	});

	test('name what they create by the mark of the run', () => {
		const named = /"(?:Name|LastName|Subject|Title)":"(?!\$\{mark\})/;
		for (const { id, before = [], request, needs } of cases) {
			const writes = [...before, request].filter((one) => !reads(one) && one.method === 'POST');
			if (needs !== 'write') continue;
			for (const one of writes.filter(({ path }) => /^\/sobjects\/(?!Nothing)/.test(path))) {
				expect(JSON.stringify(one.json ?? {}).replace(/"Nothing[^}]*/, ''), id).not.toMatch(named);
			}
		}
	});

	test('ask for faults only of the emulator', () => {
		for (const { id, fault, needs } of cases) {
			expect(fault !== undefined, id).toBe(needs === 'emulator');
		}
	});
});
