import { isSharedLoginHost } from './loginHost';
import type { Login } from './readCredential';
import { SalesforceAuthError, type SalesforceAuthErrorCode } from './SalesforceAuthError';

interface Row {
	/** Salesforce's `error`; if it is left out, any. */
	error?: string;
	/** What its `error_description` holds, in lower case. */
	text?: string;
	code: SalesforceAuthErrorCode;
	/** What it means, who can correct it, and where. */
	advice: string | ((login: Login) => string);
	/** Whether the same login may succeed a moment later. */
	isPassing?: true;
}

const MANAGER = 'Setup > External Client App Manager > your app';
const OAUTH_SETTINGS = `${MANAGER} > Settings > OAuth Settings (Connected App: Setup > App Manager > View)`;
const POLICIES = `${MANAGER} > Policies (Connected App: Setup > App Manager > Manage > Edit Policies)`;
const MY_DOMAIN = 'Setup > My Domain, e.g. https://acme.my.salesforce.com';
const HISTORY = 'Setup > Login History shows the reason.';

/** The app lets in only users whom an admin has added. */
const APPROVE =
	`A Salesforce admin opens ${POLICIES}, sets Permitted Users to 'Admin approved users are pre-authorized', ` +
	'and adds a permission set or profile that the user has.';

const enableFlow = ({ flow }: Login) =>
	flow === 'clientCredentials'
		? `A Salesforce admin ticks 'Enable Client Credentials Flow' under ${OAUTH_SETTINGS}, and enables it under ${POLICIES} too.`
		: `A Salesforce admin ticks 'Enable JWT Bearer Flow' under ${OAUTH_SETTINGS} (Connected App: 'Use digital signatures') and uploads the certificate.`;

const audiences = ({ loginUrl }: Login) => {
	const isSandbox = /\.(sandbox|scratch)\.my\./.test(loginUrl);
	const shared = isSandbox ? 'https://test.salesforce.com' : 'https://login.salesforce.com';
	const own = isSharedLoginHost(loginUrl)
		? `Enter the org's own host as 'My Domain URL' (${MY_DOMAIN}) and leave 'Audience' empty: every app of the org accepts that.`
		: `Leave 'Audience' empty in the credential: it is then ${loginUrl}, which every app of this org accepts. A Connected App also accepts ${shared}.`;
	return `${own} For a user of an Experience site the audience is the URL of the site.`;
};

type Meaning = Omit<Row, 'error' | 'text'>;

const WRONG_SECRET: Meaning = {
	code: 'WRONG_CONSUMER_SECRET',
	advice: `The Consumer Secret is wrong or was rotated. Copy it again from ${OAUTH_SETTINGS}.`,
};
const ASSERTION: Meaning = {
	code: 'INVALID_ASSERTION',
	advice: `Salesforce could not verify the signature. Perhaps 'Private Key' does not belong to the certificate uploaded under ${OAUTH_SETTINGS}, the certificate has expired, or 'Consumer Key' is of another app. Upload the certificate that was made together with the key, and check the clock of n8n's machine.`,
};
const PASSWORD: Meaning = {
	code: 'PASSWORD_EXPIRED',
	advice:
		"A Salesforce admin resets the user's password under Setup > Users, and gives integration users a profile or permission set with 'Password Never Expires'.",
};
const INACTIVE_USER: Meaning = {
	code: 'INACTIVE_USER',
	advice: ({ flow }) =>
		`The user is deactivated or frozen. A Salesforce admin reactivates it under Setup > Users, or ${
			flow === 'jwtBearer'
				? "enter another 'Username'"
				: `sets another Run As user under ${POLICIES}`
		}.`,
};
const RATE: Meaning = {
	code: 'LOGIN_RATE_EXCEEDED',
	advice:
		'The user logged in more than 3,600 times within an hour, and Salesforce lets it in again after an hour at most. ' +
		'These nodes share one login: look under Setup > Login History for what else logs in as this user, and give it its own user.',
};
const BUSY: Meaning = {
	code: 'TEMPORARILY_UNAVAILABLE',
	advice:
		'Salesforce is busy or in maintenance. Try again in a few minutes; see status.salesforce.com.',
	isPassing: true,
};

/**
 * What the refusals of the token endpoint mean. The first row that fits counts. Rows with texts come before rows
 * with only a code, because Salesforce uses one code for many reasons.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm
 */
export const REFUSALS: readonly Row[] = [
	{
		text: 'request not supported on this domain',
		code: 'LOGIN_HOST_NOT_MY_DOMAIN',
		advice: `Client Credentials work on the org's own My Domain only. Enter the one under ${MY_DOMAIN} as 'My Domain URL'.`,
	},
	{
		text: 'no client credentials user enabled',
		code: 'NO_RUN_AS_USER',
		advice: `The app has no Run As user, or that user is inactive or lacks 'API Enabled'. A Salesforce admin opens ${POLICIES} > Client Credentials Flow and enters the integration user's username, not its email, as Run As.`,
	},
	{
		text: 'maximum logins exceeded',
		code: 'AGENT_USER',
		advice: `The Run As user is a special agent user. A Salesforce admin enters a normal integration user as Run As under ${POLICIES}.`,
	},
	{
		text: 'no valid scopes',
		code: 'NO_SCOPES',
		advice: `The app grants nothing. A Salesforce admin adds the scope 'Manage user data via APIs (api)' under ${OAUTH_SETTINGS}.`,
	},
	{
		text: "user hasn't approved this consumer",
		code: 'USER_NOT_APPROVED',
		advice: (login) =>
			"The user is not pre-authorized for the app, or this org has no user of that name: in a sandbox, usernames end in the sandbox's name (name@acme.com.uat). " +
			`Check 'Username' and 'My Domain URL'. ${APPROVE} ${login.flow === 'jwtBearer' && login.audience !== login.loginUrl ? audiences(login) : ''}`.trimEnd(),
	},
	{
		text: 'user is not admin approved',
		code: 'USER_NOT_APPROVED',
		advice: `The app lets only approved users in. ${APPROVE}`,
	},
	{
		error: 'invalid_app_access',
		code: 'USER_NOT_APPROVED',
		advice: `The app lets only approved users in. ${APPROVE}`,
	},
	{
		text: 'app must be installed into org',
		code: 'APP_NOT_INSTALLED',
		advice:
			'This org blocks apps that are not installed in it. A Salesforce admin installs it under Setup > Connected Apps OAuth Usage, or makes an External Client App in this org and copies its Consumer Key and Secret.',
	},
	{
		error: 'app_not_found',
		code: 'APP_NOT_FOUND',
		advice: (login) =>
			`This host does not know the External Client App. Enter the org's own host as 'My Domain URL' (${MY_DOMAIN})` +
			`${login.flow === 'jwtBearer' ? ", and leave 'Audience' empty: External Client Apps don't accept login.salesforce.com or test.salesforce.com" : ''}. ` +
			'If the error stays, a Salesforce admin installs the app in this org.',
	},
	{ text: 'audience', code: 'WRONG_AUDIENCE', advice: audiences },
	{ text: 'invalid assertion', ...ASSERTION },
	{ text: 'certificate', ...ASSERTION },
	{
		text: 'expired authorization code',
		code: 'EXPIRED_ASSERTION',
		advice: `Salesforce answers this if the user does not have the permission set of the app, or if the login arrived too late. ${APPROVE} Also check the clock of n8n's machine.`,
	},
	{
		text: 'expired access/refresh token',
		code: 'SESSION_NOT_VALID',
		advice: 'The session was ended. Run the workflow again: it opens a new session.',
	},
	{
		text: 'authentication failure',
		code: 'AUTHENTICATION_FAILED',
		advice: `Salesforce did not let the user in. ${HISTORY} The flow may be blocked for this user or app.`,
	},
	{
		text: 'ip restricted',
		code: 'IP_OR_HOURS_RESTRICTED',
		advice: `The user may not log in from n8n's address, or not at this time of day. A Salesforce admin adds the address under Login IP Ranges of the user's profile (Setup > Profiles), widens its Login Hours, or sets IP Relaxation under ${POLICIES}.`,
	},
	{ text: 'reset password', ...PASSWORD },
	{ text: 'expired password', ...PASSWORD },
	{ text: 'login rate exceeded', ...RATE },
	{ error: 'rate_limit_exceeded', ...RATE },
	{ error: 'inactive_user', ...INACTIVE_USER },
	{ text: 'inactive user', ...INACTIVE_USER },
	{
		error: 'inactive_org',
		code: 'INACTIVE_ORG',
		advice:
			'The org is locked, its trial is over, or the sandbox was deleted. Log in to it with a browser; if that fails too, ask Salesforce Support.',
	},
	{
		error: 'invalid_client_id',
		code: 'UNKNOWN_CONSUMER_KEY',
		advice: `This org does not know the Consumer Key. Copy it again from ${OAUTH_SETTINGS}, and check that 'My Domain URL' is of the same org. A new app takes up to ten minutes to become active.`,
	},
	{ error: 'invalid_client', ...WRONG_SECRET },
	{ error: 'invalid_client_credentials', ...WRONG_SECRET },
	{ error: 'unsupported_grant_type', code: 'FLOW_NOT_ENABLED', advice: enableFlow },
	{ error: 'unauthorized_client', code: 'FLOW_NOT_ENABLED', advice: enableFlow },
	{
		error: 'invalid_scope',
		code: 'NO_SCOPES',
		advice: `A Salesforce admin adds the scope 'Manage user data via APIs (api)' under ${OAUTH_SETTINGS}.`,
	},
	{ error: 'temporarily_unavailable', ...BUSY },
	{ error: 'server_error', ...BUSY },
	{
		error: 'invalid_request',
		code: 'INVALID_REQUEST',
		advice:
			"Salesforce could not read the login. Check the credential's fields for wrong characters, and check whether a proxy changes the requests.",
	},
];

const OTHERWISE: Row = {
	code: 'REFUSED',
	advice: `${HISTORY} Then check each field of the credential.`,
};

/**
 * A refusal of the token endpoint, in Salesforce's own words, with what to do about it.
 *
 * @param error Salesforce's `error`
 * @param description its `error_description`
 */
export function adviseRefusal(
	error: string,
	description: string,
	login: Login,
): SalesforceAuthError {
	const text = description.toLowerCase();
	const fits = (row: Row) =>
		(row.error === undefined || row.error === error) &&
		(row.text === undefined || text.includes(row.text));
	const { code, advice, isPassing = false } = REFUSALS.find(fits) ?? OTHERWISE;
	const message = description === '' ? error : `${description} (${error})`;
	return new SalesforceAuthError(code, message, {
		advice: typeof advice === 'string' ? advice : advice(login),
		oauthError: error,
		isPassing,
	});
}
