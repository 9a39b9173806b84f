import type { AppSettings } from './AppSettings';
import { CREDENTIAL_FILE } from './credentialFile';
import { deploySteps, toCommandLine } from './deploySteps';

const ALIAS = 'ORG_ALIAS';

export const formatDay = (date: Date): string => date.toISOString().slice(0, 10);

const switches = `## Before the first deploy

In Salesforce:

1. *Setup > External Client App > Settings*: switch on **Opt in to External Client Apps** and **Allow access to OAuth consumer secrets via Metadata API**.
2. The user who deploys needs the rights *View all External Client Apps, view their settings, and edit their policies* and *View External Client Apps Consumer Secrets in Metadata*, besides those of every deploy (*Modify Metadata Through Metadata API Functions*).
3. The integration user must exist: *Setup > Users > New User*, license *Salesforce Integration*, profile *Minimum Access - API Only Integrations*.

On this machine: \`npm install --global @salesforce/cli\`, and once \`sf org login web --alias ${ALIAS}\`.
`;

const renewing = ({ keyFile = '' }: AppSettings, endsAt: Date) => `
## Renew the certificate

It ends on **${formatDay(endsAt)}**. Salesforce refuses every login after that day. Some weeks before, in this folder:

1. \`npx n8n-nodes-salesforce-server-to-server setup --out .\` writes a new certificate of the same key (\`${keyFile}\` stays as it is), and all other files.
2. Deploy again, steps 1 to 3 above. n8n needs no change: it signs with the same key.

For a new key as well, add \`--new-key\`, deploy, and import \`${CREDENTIAL_FILE}\` again at once: between the two steps, new logins are refused, and open sessions continue to work.

Never deploy an older copy of these files, nor one without \`<certificate>\`: a deploy clears what a file leaves out, and every login then ends with "invalid assertion".
`;

const importing = `
## Put the credential into n8n

\`\`\`sh
n8n import:credentials --input=${CREDENTIAL_FILE}
\`\`\`

Or *Credentials > Create > Salesforce JWT Bearer (Server-to-Server) API*, and copy the values of that file. Then delete the file: it holds the private key, and n8n now has its own encrypted copy. Importing again replaces the credential and keeps its workflows; what was changed in n8n since, such as *Users That Workflows May Act As*, is replaced too.
`;

const pasting = ({ myDomainUrl, consumerKey }: AppSettings) => `
## Put the credential into n8n

Salesforce makes the Consumer Secret: *Setup > External Client App Manager > the app > Settings > OAuth Settings > Consumer Key and Secret*.

In n8n: *Credentials > Create > Salesforce Client Credentials (Server-to-Server) API*.

| field | value |
|---|---|
| My Domain URL | \`${myDomainUrl}\` |
| Consumer Key | \`${consumerKey}\` |
| Consumer Secret | from Salesforce |

To have another secret, rotate it on that page of Salesforce; the files need no change.
`;

/** The folder's own guide: what to run in which order, and what later. */
export function writeReadme(settings: AppSettings, endsAt: Date | undefined): string {
	const { appName, flow, permissionSet, user } = settings;
	const steps = deploySteps(settings, ALIAS).map(
		(step, index) =>
			`${index + 1}. ${step.what}:\n\n   \`\`\`sh\n   ${toCommandLine(step)}\n   \`\`\`\n`,
	);
	return `# The app ${appName}

An External Client App for n8n, as files: ${flow === 'jwtBearer' ? 'JWT Bearer' : 'Client Credentials'}, acting as \`${user}\`. Made by \`npx n8n-nodes-salesforce-server-to-server setup\`.

${switches}
## Deploy, in this order

${steps.join('\n')}
\`npx n8n-nodes-salesforce-server-to-server setup --out . --deploy ${ALIAS}\` does all three. A new app takes up to ten minutes to become active.

The permission set \`${permissionSet}\` lets the user log in and use the REST API, and nothing more. Grant the objects and fields that your workflows need in **another** permission set, because each deploy replaces this one.
${flow === 'jwtBearer' ? importing : pasting(settings)}
## Check it

\`\`\`sh
npx n8n-nodes-salesforce-server-to-server check${flow === 'jwtBearer' ? ` --credential ${CREDENTIAL_FILE}` : ''}
\`\`\`
${flow === 'jwtBearer' ? '' : '\nIt reads `SALESFORCE_MY_DOMAIN_URL`, `SALESFORCE_CONSUMER_KEY` and `SALESFORCE_CONSUMER_SECRET`.\n'}${endsAt ? renewing(settings, endsAt) : ''}
## Keep it

Keep this folder where only you can read it, for example in a password manager: the next renewal starts from it. \`.gitignore\` keeps the private key, the credential and the consumer key out of source control.
`;
}

export const GITIGNORE = `*.key
${CREDENTIAL_FILE}
setup.json
force-app/main/default/extlClntAppGlobalOauthSets/
`;
