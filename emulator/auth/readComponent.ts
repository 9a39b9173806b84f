interface ComponentType {
	/** The name of the root element. */
	root: string;
	elements: string[];
	/** Elements that have elements of their own. */
	nested?: Record<string, string[]>;
}

/** What each file may hold, by its suffix. Metadata API Developer Guide, version 67. */
const TYPES: Record<string, ComponentType> = {
	eca: {
		root: 'ExternalClientApplication',
		elements: [
			...['contactEmail', 'contactPhone', 'description', 'distributionState', 'iconUrl'],
			...['infoUrl', 'isProtected', 'label', 'logoUrl', 'orgScopedExternalApp'],
		],
	},
	ecaOauth: {
		root: 'ExtlClntAppOauthSettings',
		elements: [
			...['commaSeparatedOauthScopes', 'externalClientApplication', 'isFirstPartyAppEnabled'],
			...['label', 'oauthLink', 'singleLogoutUrl'],
		],
	},
	ecaGlblOauth: {
		root: 'ExtlClntAppGlobalOauthSettings',
		elements: [
			...['callbackUrl', 'certificate', 'consumerKey', 'consumerSecret'],
			...['externalClientApplication', 'isClientCredentialsFlowEnabled', 'isCodeCredFlowEnabled'],
			...['isCodeCredPostOnly', 'isConsumerSecretOptional', 'isDeviceFlowEnabled'],
			...['isIntrospectAllTokens', 'isNamedUserJwtEnabled', 'isPkceRequired'],
			...['isRefreshTokenRotationEnabled', 'isSecretRequiredForRefreshToken'],
			...['isSecretRequiredForTokenExchange', 'isTokenExchangeEnabled', 'label'],
			...['shouldRotateConsumerKey', 'shouldRotateConsumerSecret'],
		],
	},
	ecaOauthPlcy: {
		root: 'ExtlClntAppOauthConfigurablePolicies',
		elements: [
			...['apexHandler', 'clientCredentialsFlowUser', 'commaSeparatedPermissionSet'],
			...['commaSeparatedProfile', 'externalClientApplication', 'ipRelaxationPolicyType'],
			...['isClientCredentialsFlowEnabled', 'isGuestCodeCredFlowEnabled'],
			...['isTokenExchangeFlowEnabled', 'label', 'permittedUsersPolicyType'],
			...['refreshTokenPolicyType', 'refreshTokenValidityPeriod', 'refreshTokenValidityUnit'],
			...['requiredSessionLevel', 'sessionTimeoutInMinutes'],
		],
	},
	ecaPlcy: {
		root: 'ExtlClntAppConfigurablePolicies',
		elements: ['externalClientApplication', 'isEnabled', 'isOauthPluginEnabled', 'label'],
	},
	permissionset: {
		root: 'PermissionSet',
		elements: ['description', 'hasActivationRequired', 'label', 'license'],
		nested: { userPermissions: ['enabled', 'name'] },
	},
};

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescape = (text: string) =>
	text.replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);

/** A component's elements, as text. */
export interface Component {
	find(element: string): string | undefined;
	/** Throws where the element is missing. */
	text(element: string): string;
	/** The elements within each element of that name. */
	all(element: string): Record<string, string>[];
}

/** The elements of one level, each a name and its content. */
function split(xml: string, allowed: readonly string[], root: string): [string, string][] {
	const found: [string, string][] = [];
	const rest = xml.replace(/<(\w+)>([\s\S]*?)<\/\1>/g, (_, name: string, content: string) => {
		if (!allowed.includes(name)) {
			throw new Error(`Element ${name} invalid at this location in type ${root}`);
		}
		found.push([name, content]);
		return '';
	});
	if (rest.trim() !== '') throw new Error(`${root} can't be parsed: ${rest.trim().slice(0, 60)}`);
	return found;
}

/**
 * Reads a metadata file as strictly as a deploy does: its root, its namespace, and only elements that the type has.
 *
 * @param suffix of the file, e.g. `ecaOauth`
 * @throws Error in Salesforce's words
 */
export function readComponent(suffix: string, xml: string): Component {
	const type = TYPES[suffix];
	if (!type) throw new Error(`.${suffix} is no type of the emulator`);
	const { root, elements, nested = {} } = type;
	const body = new RegExp(
		`^<\\?xml version="1.0" encoding="UTF-8" ?\\?>\\s*<${root} xmlns="${NAMESPACE}">([\\s\\S]*)</${root}>\\s*$`,
	).exec(xml)?.[1];
	if (body === undefined) throw new Error(`The file is no ${root}`);
	const values = split(body, [...elements, ...Object.keys(nested)], root);
	const find = (element: string) => {
		const value = values.find(([name]) => name === element);
		return value && unescape(value[1]);
	};
	return {
		find,
		text(element) {
			const value = find(element);
			if (value === undefined) throw new Error(`Required field is missing: ${element} in ${root}`);
			return value;
		},
		all: (element) =>
			values
				.filter(([name]) => name === element)
				.map(([, content]) =>
					Object.fromEntries(split(content, nested[element] ?? [], `${root}.${element}`)),
				),
	};
}
