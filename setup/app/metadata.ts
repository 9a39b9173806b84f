import type { AppSettings } from './AppSettings';

/** A file below the folder, by a path with slashes. */
export interface TextFile {
	path: string;
	text: string;
}

/** The version that the files are written for; the elements below are all older. */
const API_VERSION = '67.0';

/** The folder in which a Salesforce project keeps its metadata. */
export const SOURCE = 'force-app/main/default';

const escape = (text: string) =>
	text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&apos;');

type Value = string | boolean | Record<string, string | boolean>;

/** One element, or one with elements of its own. */
function element(name: string, value: Value, indent: string): string {
	if (typeof value !== 'object') return `${indent}<${name}>${escape(String(value))}</${name}>`;
	const inner = Object.entries(value).map(([key, one]) => element(key, one, `${indent}    `));
	return [`${indent}<${name}>`, ...inner, `${indent}</${name}>`].join('\n');
}

/** A component. Salesforce takes its elements in the order of the alphabet. */
function component(type: string, path: string, values: Record<string, Value>): TextFile {
	const elements = Object.entries(values)
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.map(([name, value]) => element(name, value, '    '));
	const text = [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<${type} xmlns="http://soap.sforce.com/2006/04/metadata">`,
		...elements,
		`</${type}>`,
		'',
	].join('\n');
	return { path: `${SOURCE}/${path}-meta.xml`, text };
}

/** The app's consumer key, its flows and its certificate. */
function globalSettings(settings: AppSettings, certificate: string | undefined): TextFile {
	const { appName, consumerKey, flow } = settings;
	const isClientCredentials = flow === 'clientCredentials';
	return component(
		'ExtlClntAppGlobalOauthSettings',
		`extlClntAppGlobalOauthSets/${appName}_glbloauth.ecaGlblOauth`,
		{
			// Asked for, and not used: nobody logs in by a browser.
			callbackUrl: 'https://localhost',
			// What is left out is cleared by a deploy. A certificate that is there switches JWT Bearer on.
			...(certificate !== undefined && { certificate: certificate.trim() }),
			consumerKey,
			externalClientApplication: appName,
			isClientCredentialsFlowEnabled: isClientCredentials,
			isCodeCredFlowEnabled: false,
			isCodeCredPostOnly: false,
			isConsumerSecretOptional: false,
			isDeviceFlowEnabled: false,
			isIntrospectAllTokens: false,
			isNamedUserJwtEnabled: false,
			isPkceRequired: true,
			isRefreshTokenRotationEnabled: false,
			isSecretRequiredForRefreshToken: true,
			isSecretRequiredForTokenExchange: true,
			isTokenExchangeEnabled: false,
			label: `${appName}_glbloauth`,
			shouldRotateConsumerKey: false,
			shouldRotateConsumerSecret: false,
		},
	);
}

/** Only users with the permission set may use the app. */
function oauthPolicies({ appName, flow, permissionSet, user }: AppSettings): TextFile {
	const isClientCredentials = flow === 'clientCredentials';
	return component(
		'ExtlClntAppOauthConfigurablePolicies',
		// As Salesforce itself names it: a second one beside its own would be refused.
		`extlClntAppOauthPolicies/${appName}_oauth_defaultPolicy.ecaOauthPlcy`,
		{
			...(isClientCredentials && { clientCredentialsFlowUser: user }),
			commaSeparatedPermissionSet: permissionSet,
			externalClientApplication: appName,
			ipRelaxationPolicyType: 'Enforce',
			isClientCredentialsFlowEnabled: isClientCredentials,
			isGuestCodeCredFlowEnabled: false,
			isTokenExchangeFlowEnabled: false,
			label: `${appName}_oauth_defaultPolicy`,
			permittedUsersPolicyType: 'AdminApprovedPreAuthorized',
			refreshTokenPolicyType: 'SpecificLifetime',
			refreshTokenValidityPeriod: '365',
			refreshTokenValidityUnit: 'Days',
			requiredSessionLevel: 'STANDARD',
		},
	);
}

/** What lets the user in, and use the REST API. Records and fields are the business of another permission set. */
function permissionSetOf({ appName, permissionSet }: AppSettings): TextFile {
	// Without a license: one of the license Salesforce API Integration can't carry apps.
	return component('PermissionSet', `permissionsets/${permissionSet}.permissionset`, {
		description: `Lets the integration user of n8n use the app ${appName} and the REST API. A deploy of the app replaces it: grant objects and fields in a permission set of your own.`,
		hasActivationRequired: false,
		label: permissionSet.replaceAll('_', ' '),
		userPermissions: { enabled: true, name: 'ApiEnabled' },
	});
}

/**
 * The Salesforce project of the app. Deploys are declarative, so that every file is always written whole.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_externalclientapplication.htm
 *
 * @param certificate PEM, for JWT Bearer
 */
export function writeMetadata(settings: AppSettings, certificate: string | undefined): TextFile[] {
	const { appName, contactEmail, flow } = settings;
	const project = {
		packageDirectories: [{ path: 'force-app', default: true }],
		name: appName,
		namespace: '',
		sourceApiVersion: API_VERSION,
	};
	return [
		{ path: 'sfdx-project.json', text: `${JSON.stringify(project, null, '\t')}\n` },
		component('ExternalClientApplication', `externalClientApps/${appName}.eca`, {
			contactEmail,
			description: 'Lets n8n log in with no person: n8n-nodes-salesforce-server-to-server',
			distributionState: 'Local',
			isProtected: false,
			label: appName.replaceAll('_', ' '),
		}),
		component('ExtlClntAppOauthSettings', `extlClntAppOauthSettings/${appName}_oauth.ecaOauth`, {
			// JWT Bearer finds its users approved only where the app may also ask for refresh tokens.
			commaSeparatedOauthScopes: flow === 'jwtBearer' ? 'Api, RefreshToken' : 'Api',
			externalClientApplication: appName,
			label: `${appName}_oauth`,
		}),
		globalSettings(settings, certificate),
		oauthPolicies(settings),
		component(
			'ExtlClntAppConfigurablePolicies',
			`extlClntAppPolicies/${appName}_defaultPolicy.ecaPlcy`,
			{
				externalClientApplication: appName,
				isEnabled: true,
				isOauthPluginEnabled: true,
				label: `${appName}_defaultPolicy`,
			},
		),
		permissionSetOf(settings),
	];
}
