import { describe, expect, it } from 'vitest';
import { isBareCount, ownLimitOf } from '../../rest';

describe('ownLimitOf', () => {
	it.each<[string, number | undefined]>([
		['SELECT Id FROM Contact LIMIT 70', 70],
		['SELECT Id FROM Contact\nlimit 7 offset 3', 7],
		['SELECT Id FROM Contact', undefined],
		['SELECT Id, (SELECT Id FROM Cases LIMIT 3) FROM Contact', undefined],
		['SELECT Id, (SELECT Id FROM Cases LIMIT 3) FROM Contact LIMIT 9', 9],
		["SELECT Id FROM Contact WHERE Name = ' LIMIT 5' OR Name = '('", undefined],
		["SELECT Id FROM Contact WHERE Name = 'it\\'s (' LIMIT 4", 4],
		['SELECT Limit__c FROM Contact', undefined],
	])('%s', (soql, limit) => {
		expect(ownLimitOf(soql)).toBe(limit);
	});
});

describe('isBareCount', () => {
	it.each(['SELECT COUNT() FROM Contact', ' select  count( ) from Contact WHERE Name = NULL'])(
		'knows %s',
		(soql) => {
			expect(isBareCount(soql)).toBe(true);
		},
	);

	it.each([
		'SELECT COUNT(Id) FROM Contact',
		'SELECT COUNT() n, Id FROM Contact',
		"SELECT Id FROM Contact WHERE Name = 'SELECT COUNT() FROM'",
	])('does not take %s for one', (soql) => {
		expect(isBareCount(soql)).toBe(false);
	});
});
