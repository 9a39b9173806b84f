import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type ConnectedApp } from './ConnectedApp';
import { readComponent, type Component } from './readComponent';

/** An app as its files make it, and who is let in by them. */
export interface FolderApp {
	app: ConnectedApp;
	/** Its user, who has the permission set. */
	username: string;
	/** Whether that permission set gives the right to the API. */
	hasApi: boolean;
}

/** What the metadata calls a scope, and what a token says. */
const SCOPES: Record<string, string> = {
	Api: 'api',
	Basic: 'id',
	Full: 'full',
	OfflineAccess: 'offline_access',
	OpenID: 'openid',
	RefreshToken: 'refresh_token',
	Web: 'web',
};

interface Folder {
	/** The one component of a type. Throws if there is none, or more than one. */
	one(suffix: string): Component & { name: string };
}

function openFolder(folder: string): Folder {
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
	return {
		one(suffix) {
			const [file, another] = files.filter((path) => path.endsWith(`.${suffix}-meta.xml`));
			if (file === undefined) throw new Error(`${folder} holds no .${suffix}-meta.xml`);
			if (another !== undefined) throw new Error(`${folder} holds several .${suffix}-meta.xml`);
			const component = readComponent(suffix, readFileSync(join(folder, file), 'utf8'));
			return { ...component, name: basename(file, `.${suffix}-meta.xml`) };
		},
	};
}

const isTrue = (component: Component, element: string) => component.text(element) === 'true';

/** Whole PEM text, or its content alone: Salesforce takes both. */
function toPem(certificate: string): string {
	if (certificate.includes('-----BEGIN CERTIFICATE-----')) return certificate;
	const lines = certificate.replace(/\s+/g, '').match(/.{1,64}/g) ?? [];
	return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function readScopes(list: string): string[] {
	return list.split(',').map((entry) => {
		const scope = SCOPES[entry.trim()];
		if (scope === undefined) throw new Error(`${entry.trim()} is no scope`);
		return scope;
	});
}

/** The assistant's own note of the user whom its steps assign the permission set to: no metadata names them. */
function readAssignedUser(folder: string): string | undefined {
	const file = join(folder, 'setup.json');
	if (!existsSync(file)) return undefined;
	const { user } = JSON.parse(readFileSync(file, 'utf8')) as { user?: unknown };
	return typeof user === 'string' ? user : undefined;
}

/**
 * Deploys an app's folder: a Salesforce project with an External Client App, and the permission set for its user.
 * As Salesforce does, it refuses elements that it doesn't know, and names of things that don't exist.
 *
 * @throws Error saying which file or element can't be deployed
 */
export function readAppFolder(folder: string): FolderApp {
	const files = openFolder(folder);
	const application = files.one('eca');
	const [settings, policies] = [files.one('ecaOauth'), files.one('ecaOauthPlcy')];
	const [global, plugins] = [files.one('ecaGlblOauth'), files.one('ecaPlcy')];
	const permissionSet = files.one('permissionset');
	for (const part of [settings, policies, global, plugins]) {
		const named = part.text('externalClientApplication');
		if (named !== application.name) throw new Error(`${part.name} is of an app ${named}`);
	}
	const certificate = global.find('certificate');
	const username = readAssignedUser(folder) ?? policies.find('clientCredentialsFlowUser') ?? '';
	const letIn = policies.find('commaSeparatedPermissionSet')?.split(',') ?? [];
	const isApproved = letIn.some((name) => name.trim() === permissionSet.name);
	const flow = 'isClientCredentialsFlowEnabled';
	const app: ConnectedApp = {
		name: application.text('label'),
		kind: 'externalClientApp',
		clientId: global.text('consumerKey'),
		// Salesforce makes the secret. Known by its form wherever it turns up.
		clientSecret: `EMULATED${randomBytes(12).toString('hex').toUpperCase()}`,
		scopes: readScopes(settings.text('commaSeparatedOauthScopes')),
		installed: isTrue(plugins, 'isEnabled') && isTrue(plugins, 'isOauthPluginEnabled'),
		clientCredentialsEnabled: isTrue(global, flow) && isTrue(policies, flow),
		runAs: policies.find('clientCredentialsFlowUser') ?? null,
		jwtBearerEnabled: certificate !== undefined,
		certificate: () => (certificate === undefined ? null : toPem(certificate)),
		preauthorizedUsernames: isApproved && username !== '' ? [username] : [],
		permittedUsers:
			policies.text('permittedUsersPolicyType') === 'AdminApprovedPreAuthorized'
				? 'adminApproved'
				: 'selfAuthorize',
	};
	const rights = permissionSet.all('userPermissions');
	const hasApi = rights.some(({ name, enabled }) => name === 'ApiEnabled' && enabled === 'true');
	return { app, username, hasApi };
}
