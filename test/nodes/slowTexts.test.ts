import { describe, expect, it } from 'vitest';
import { readPrivateKey } from '../../auth/privateKey';
import { readCredential } from '../../auth/readCredential';
import { readTarget } from '../../credentials/shared/aimRequest';
import { convertField } from '../../nodes/Salesforce/fields/convertField';
import { readCondition } from '../../nodes/SalesforceTrigger/changeQuery';
import { bindQuery, isTransient, SalesforceApiError, splitRowError, toLiteral } from '../../rest';
import { checkBulkQuery } from '../../rest/bulk/checkBulkQuery';

/** A pattern that goes over the text once for each of its characters takes many seconds for that many. */
const LENGTH = 120_000;
/** Going over it once takes some hundredths, also on a slow machine. */
const LIMIT_MS = 1_500;

/** @param times as long as the others, where each go is short */
const fill = (piece: string, times = 1) => piece.repeat(Math.ceil((times * LENGTH) / piece.length));

const readBody = (body: string) =>
	new SalesforceApiError({ status: 503, body }, { method: 'GET', path: '/services/data' });
const bind = (soql: string, value: unknown) => () =>
	bindQuery(soql, [{ name: 'v', value, type: 'auto' as const }]);
const credential = (flow: object) =>
	readCredential({
		flow: 'jwtBearer',
		myDomainUrl: 'https://acme.my.salesforce.com',
		clientId: 'c',
		username: 'u',
		privateKey: 'k',
		...flow,
	});

/** Texts from Salesforce or whatever answers in its place, from items, and from the workflow. */
const slowTexts: Array<[string, () => unknown]> = [
	['an error page of opened tags', () => readBody(fill('<'))],
	['an error page of opened styles', () => readBody(fill('<style>x', 4))],
	['the refusal of a row that is all white space', () => splitRowError(`${fill('\t')}x`)],
	[
		'a refusal that begins as one that passes',
		() => isTransient({ errorCode: 'X', message: fill('CONCURRENT(N', 3) }),
	],
	['a number that never ends', () => toLiteral(`${fill('0')}x`, 'number')],
	[
		'a date and time that begins over and over',
		() => convertField('F', `${fill('0 0')}\n`, 'datetime', 'UTC'),
	],
	['a query of broken quotes', bind(`SELECT Id FROM A WHERE B IN :v AND C = ${fill("'\\")}`, [])],
	['a query with one long word', bind(`${fill('I')})\tNOT\tIN :v`, [])],
	['a query that ends in half a date literal', bind(`${fill('_N_G')}. :v`, 1)],
	['a bulk query of broken quotes', () => checkBulkQuery(fill("'\\"))],
	['a condition of broken quotes', () => readCondition(fill("'\\"))],
	['an audience of slashes', () => credential({ audience: `${fill('/')}x` })],
	['a base address of slashes', () => readTarget({ baseURL: `${fill('/')}x`, url: 'y' })],
	['a private key of white space', () => readPrivateKey(`A${fill(' ')}!`)],
	[
		'a private key that begins over and over',
		() => readPrivateKey(fill('-----BEGIN PRIVATE KEY-----', 5)),
	],
];

describe('a long text made to be slow', () => {
	it.each(slowTexts)('%s holds n8n up no longer than any other', (_name, read) => {
		const started = performance.now();
		try {
			read();
		} catch {
			// Most of them are refused; here only the time counts.
		}
		expect(performance.now() - started).toBeLessThan(LIMIT_MS);
	});
});
