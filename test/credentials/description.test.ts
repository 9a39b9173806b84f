import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json';
import { SalesforceClientCredentialsApi } from '../../credentials/SalesforceClientCredentialsApi.credentials';
import { SalesforceJwtBearerApi } from '../../credentials/SalesforceJwtBearerApi.credentials';

const TYPES = [
	{
		type: new SalesforceClientCredentialsApi(),
		name: 'salesforceClientCredentialsApi',
		shown: ['myDomainUrl', 'consumerKey', 'consumerSecret', 'authentication', 'trustedHost'],
		secret: ['consumerSecret'],
	},
	{
		type: new SalesforceJwtBearerApi(),
		name: 'salesforceJwtBearerApi',
		shown: [
			'myDomainUrl',
			'consumerKey',
			'username',
			'allowedUsers',
			'privateKey',
			'passphrase',
			'audience',
			'trustedHost',
		],
		secret: ['privateKey', 'passphrase'],
	},
];

describe.each(TYPES)('the credential type $name', ({ type, name, shown, secret }) => {
	const { properties } = type;

	it('has the names that stored credentials rely on', () => {
		expect(type.name).toBe(name);
		const fields = properties.filter((property) => property.type !== 'hidden');
		expect(fields.map((field) => field.name)).toEqual(shown);
	});

	it('is loaded by n8n from the file that package.json names', () => {
		const file = `dist/credentials/${type.constructor.name}.credentials.js`;
		expect(packageJson.n8n.credentials).toContain(file);
	});

	it('hides its secrets, the session included, from the editor', () => {
		const masked = properties.filter(({ typeOptions }) => typeOptions?.password);
		expect(masked.map((property) => property.name)).toEqual([
			...secret,
			'accessToken',
			'sessionKey',
		]);
	});

	it('has n8n call preAuthentication, by a hidden property that expires', () => {
		const expiring = properties.filter(({ typeOptions }) => typeOptions?.expirable);
		expect(expiring).toMatchObject([{ name: 'accessToken', type: 'hidden', default: '' }]);
	});

	it('has an icon for either theme, where n8n looks for it', () => {
		for (const icon of Object.values(type.icon)) {
			const path = icon.replace('file:', '');
			expect(existsSync(join(__dirname, '..', '..', 'credentials', path))).toBe(true);
		}
	});
});
