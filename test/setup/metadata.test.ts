import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ComponentSet, MetadataConverter } from '@salesforce/source-deploy-retrieve';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readComponent } from '../../emulator/auth/readComponent';
import { writeMetadata } from '../../setup/app/metadata';
import { flagsOf, newFolder, removeFolders, runCommand } from './runCommand';

/** Type, name and file of each component in metadata format. */
const COMPONENTS = [
	['ExternalClientApplication', 'Acme', 'externalClientApps/Acme.eca'],
	[
		'ExtlClntAppConfigurablePolicies',
		'Acme_defaultPolicy',
		'extlClntAppPolicies/Acme_defaultPolicy.ecaPlcy',
	],
	[
		'ExtlClntAppGlobalOauthSettings',
		'Acme_glbloauth',
		'extlClntAppGlobalOauthSets/Acme_glbloauth.ecaGlblOauth',
	],
	[
		'ExtlClntAppOauthConfigurablePolicies',
		'Acme_oauth_defaultPolicy',
		'extlClntAppOauthPolicies/Acme_oauth_defaultPolicy.ecaOauthPlcy',
	],
	['ExtlClntAppOauthSettings', 'Acme_oauth', 'extlClntAppOauthSettings/Acme_oauth.ecaOauth'],
	['PermissionSet', 'Access', 'permissionsets/Access.permissionset'],
] as const;

describe('a text in the files', () => {
	const settings = {
		...{ flow: 'jwtBearer' as const, myDomainUrl: '', user: '', appName: 'Acme' },
		...{ permissionSet: 'Acme', consumerKey: 'key', credentialId: '1' },
	};

	it('is read back as it was, whatever characters it has', () => {
		const tricky = fc.string({ unit: fc.constantFrom(...'<>&"\'; /!-[]aZ?@.ü😀', '&amp;', ']]>') });
		fc.assert(
			fc.property(tricky, (contactEmail) => {
				const files = writeMetadata({ ...settings, contactEmail }, undefined);
				const { text = '' } = files.find(({ path }) => path.endsWith('.eca-meta.xml')) ?? {};
				expect(readComponent('eca', text).text('contactEmail')).toBe(contactEmail);
			}),
		);
	});
});

/** Salesforce's own library, which `sf` deploys with: an outsider to what wrote the files. */
describe.each(['jwtBearer', 'clientCredentials'] as const)('the project by %s', (flow) => {
	let folder: string;
	beforeAll(async () => {
		folder = newFolder();
		const names = ['--app-name', 'Acme', '--permission-set', 'Access'];
		await runCommand(['setup', ...flagsOf(flow), ...names, '--out', folder]);
	});
	afterAll(removeFolders);

	const source = () => ComponentSet.fromSource(join(folder, 'force-app'));

	it('holds components that Salesforce recognises, every one of them', () => {
		const found = source().getSourceComponents().toArray();
		const named = found.map(({ type, fullName }) => [type.name, fullName]);
		expect(named.toSorted()).toEqual(COMPONENTS.map(([type, name]) => [type, name]));
	});

	it('converts to metadata format, complete and with nothing changed', async () => {
		const outputDirectory = newFolder();
		const components = source();
		components.sourceApiVersion = '67.0';
		const { packagePath = '' } = await new MetadataConverter().convert(components, 'metadata', {
			type: 'directory',
			outputDirectory,
			genUniqueDir: false,
		});
		const manifest = readFileSync(join(packagePath, 'package.xml'), 'utf8');
		for (const [type, name, file] of COMPONENTS) {
			expect(manifest).toMatch(new RegExp(`<members>${name}</members>\\s*<name>${type}</name>`));
			const original = readFileSync(
				join(folder, 'force-app/main/default', `${file}-meta.xml`),
				'utf8',
			);
			expect(readFileSync(join(packagePath, file), 'utf8').trim()).toBe(original.trim());
		}
	});

	it('gives the permission set the right to the API and nothing else', async () => {
		const file = join(
			folder,
			'force-app/main/default/permissionsets/Access.permissionset-meta.xml',
		);
		const [component] = source()
			.filter(({ type }) => type.name === 'PermissionSet')
			.getSourceComponents();
		const { PermissionSet } = await component!.parseXml(file);
		const set = PermissionSet as Record<string, unknown>;
		expect(set.userPermissions).toEqual({ enabled: 'true', name: 'ApiEnabled' });
		expect(Object.keys(set).filter((key) => !key.startsWith('@'))).toEqual([
			'description',
			'hasActivationRequired',
			'label',
			'userPermissions',
		]);
	});
});
