import type { AppSettings } from './AppSettings';
import { SOURCE } from './metadata';

export interface DeployStep {
	/** What the step does, for people. */
	what: string;
	/** Arguments of `sf`, run in the folder. */
	args: string[];
}

const deploy = (org: string, folders: string[]) => [
	...['project', 'deploy', 'start', '--target-org', org, '--wait', '30'],
	// A second run replaces the result of the first one.
	'--ignore-conflicts',
	...folders.flatMap((folder) => ['--source-dir', `${SOURCE}/${folder}`]),
];

/**
 * The steps of a deploy. The order matters: policies need the app. Once they let in only users with the permission
 * set, the user must have it.
 *
 * @param org alias of the org in `sf`
 */
export function deploySteps(settings: AppSettings, org: string): DeployStep[] {
	const { appName, permissionSet, user } = settings;
	return [
		{
			what: `Deploy the permission set ${permissionSet} and the app ${appName} with its settings`,
			args: deploy(org, [
				'permissionsets',
				'externalClientApps',
				'extlClntAppOauthSettings',
				'extlClntAppGlobalOauthSets',
			]),
		},
		{
			what: `Assign the permission set to ${user}`,
			args: [
				...['org', 'assign', 'permset', '--target-org', org],
				...['--name', permissionSet, '--on-behalf-of', user],
			],
		},
		{
			what: 'Deploy the policies: from now on the app lets in only users with the permission set',
			args: deploy(org, ['extlClntAppOauthPolicies', 'extlClntAppPolicies']),
		},
	];
}

/** A step as it is typed. */
export const toCommandLine = ({ args }: DeployStep): string => ['sf', ...args].join(' ');
