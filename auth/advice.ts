interface Refusal {
	/** `error` of the answer. */
	error: string;
	/** `error_description`. */
	description: string;
}

interface Row {
	/** What `error` is; any, where it is left out. */
	error?: string;
	/** What the description holds, in lower case. */
	text?: string;
	advice: string;
}

const POLICIES =
	"the app's policies (External Client App Manager > app > Policies; for a Connected App: App Manager > Manage > Edit Policies)";
const SETTINGS =
	"the app's settings (External Client App Manager > app > Settings > OAuth Settings; for a Connected App: App Manager > View)";
const MY_DOMAIN =
	"the org's own My Domain (Setup > My Domain), e.g. https://acme.my.salesforce.com";

/**
 * What Salesforce's refusals mean and where an admin goes to mend them. The first row that fits holds, so
 * texts stand before bare codes.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm
 */
export const ADVICE: readonly Row[] = [
	{
		text: 'request not supported on this domain',
		advice: `Client Credentials work on ${MY_DOMAIN} only. Enter that as 'My Domain URL'.`,
	},
	{
		text: 'no client credentials user enabled',
		advice: `The app has no run-as user, or that user is inactive. A Salesforce admin sets Run As, under Client Credentials Flow in ${POLICIES}, to the username of the integration user.`,
	},
	{
		text: 'no valid scopes',
		advice: `The app grants no usable scope. A Salesforce admin adds 'Manage user data via APIs (api)' to the OAuth scopes in ${SETTINGS}.`,
	},
	{
		text: "user hasn't approved this consumer",
		advice: `The user is not pre-authorized for the app, or the username is not one of this org. Check 'Username' (in a sandbox it ends in the sandbox's name). Then a Salesforce admin sets Permitted Users to 'Admin approved users are pre-authorized' in ${POLICIES} and adds a permission set or profile that the user has.`,
	},
	{
		text: 'user is not admin approved',
		advice: `The app admits approved users only. A Salesforce admin adds a permission set or profile that the user has in ${POLICIES}.`,
	},
	{
		text: 'app must be installed',
		advice:
			"The org blocks apps that are not installed. A Salesforce admin opens Setup > Connected Apps OAuth Usage and installs the app, or creates an External Client App of the org's own.",
	},
	{
		error: 'app_not_found',
		advice: `This host doesn't know the External Client App. Use ${MY_DOMAIN} for 'My Domain URL', and leave 'Audience' empty: External Client Apps don't take login.salesforce.com or test.salesforce.com.`,
	},
	{
		text: 'audience',
		advice: `The assertion names an audience that this org doesn't take. Leave 'Audience' empty for My Domain, which is always right for External Client Apps. A Connected App also takes https://login.salesforce.com (production and Developer Edition) or https://test.salesforce.com (sandboxes and scratch orgs); users of an Experience site need the site's URL.`,
	},
	{
		text: 'expired authorization code',
		advice: `Salesforce says this where the user lacks the app's permission set, or where the assertion came too late. A Salesforce admin checks the permission sets in ${POLICIES}; whoever runs n8n checks the clock of its machine.`,
	},
	{
		text: 'expired access/refresh token',
		advice: 'The session has ended. Run it again; a new session is opened then.',
	},
	{
		text: 'invalid assertion',
		advice: `Salesforce could not verify the signature: 'Private Key' doesn't belong to the certificate uploaded in ${SETTINGS}, the certificate has expired, 'Consumer Key' is another app's, or the clock of n8n's machine is off. Upload the certificate that was made together with the key.`,
	},
	{
		text: 'login rate exceeded',
		advice:
			'This user logged in more than 3,600 times within an hour, and Salesforce refuses further logins until the hour is over. This package logs in once for all its nodes: find what else logs in as this user (Setup > Login History) and stop it.',
	},
	{
		error: 'rate_limit_exceeded',
		advice:
			'Too many logins. Wait up to an hour, and look in Setup > Login History for what logs in so often.',
	},
	{
		text: 'maximum logins exceeded',
		advice: `The run-as user is a special agent user. A Salesforce admin sets Run As in ${POLICIES} to a normal integration user.`,
	},
	{
		text: 'ip restricted',
		advice:
			"The user may not log in from n8n's address or at this hour. A Salesforce admin adds the address to the login IP ranges of the user's profile, widens its login hours, or relaxes IP restrictions in the app's policies.",
	},
	{
		text: 'reset password',
		advice:
			"The user's password must be reset. A Salesforce admin resets it and sets 'Password Never Expires' for the integration user.",
	},
	{
		text: 'expired password',
		advice:
			"The user's password has expired. A Salesforce admin resets it and sets 'Password Never Expires' for the integration user.",
	},
	{
		text: 'authentication failure',
		advice:
			'Salesforce refused the login. Check the credential, and look at Setup > Login History for the reason.',
	},
	{
		error: 'inactive_user',
		advice:
			'A Salesforce admin reactivates the user (Setup > Users), or the credential names another one.',
	},
	{
		text: 'inactive user',
		advice:
			'A Salesforce admin reactivates the user (Setup > Users), or the credential names another one.',
	},
	{
		error: 'inactive_org',
		advice:
			'The org is locked, expired or not active yet. Log in to it with a browser, or ask Salesforce.',
	},
	{
		error: 'invalid_app_access',
		advice: `A Salesforce admin adds a permission set or profile that the user has in ${POLICIES}.`,
	},
	{
		error: 'invalid_client_id',
		advice: `This org doesn't know the consumer key. Copy 'Consumer Key' again from ${SETTINGS}, and check that 'My Domain URL' is of the same org. An app made less than ten minutes ago may not be known yet.`,
	},
	{
		error: 'invalid_client',
		advice: `The consumer secret is wrong or was rotated. Copy 'Consumer Secret' again from ${SETTINGS}.`,
	},
	{
		error: 'invalid_client_credentials',
		advice: `The consumer secret is wrong or was rotated. Copy 'Consumer Secret' again from ${SETTINGS}.`,
	},
	{
		error: 'unsupported_grant_type',
		advice: `The flow is not enabled for the app: a Salesforce admin enables Client Credentials Flow or JWT Bearer Flow in ${SETTINGS}. It is also said where a proxy changes the request on its way.`,
	},
	{
		error: 'unauthorized_client',
		advice: `A Salesforce admin enables Client Credentials Flow or JWT Bearer Flow in ${SETTINGS}.`,
	},
	{
		error: 'invalid_scope',
		advice: `A Salesforce admin checks the OAuth scopes in ${SETTINGS}; 'Manage user data via APIs (api)' is needed.`,
	},
	{
		error: 'invalid_request',
		advice:
			"Salesforce could not read the login. Check 'Consumer Key' and the other fields for characters that don't belong there.",
	},
	{
		error: 'server_error',
		advice:
			'Salesforce had a fault of its own. Try again in some minutes; https://status.salesforce.com tells more.',
	},
	{
		error: 'temporarily_unavailable',
		advice:
			'Salesforce is busy or in maintenance. Try again in some minutes; https://status.salesforce.com tells more.',
	},
];

const OTHERWISE =
	'Look at Setup > Login History in Salesforce for the reason, and check the credential field by field.';

/** What to do about a refusal of the token endpoint. */
export function adviceFor({ error, description }: Refusal): string {
	const text = description.toLowerCase();
	const fits = (row: Row) =>
		(row.error === undefined || row.error === error) &&
		(row.text === undefined || text.includes(row.text));
	return ADVICE.find(fits)?.advice ?? OTHERWISE;
}
