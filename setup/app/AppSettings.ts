import type { SalesforceCredential } from '../../auth';

export type Flow = SalesforceCredential['flow'];

/** What the folder stores about its app, in setup.json. Nothing of it is secret. */
export interface AppSettings {
	flow: Flow;
	/** The org's origin. */
	myDomainUrl: string;
	/** Username of the integration user. */
	user: string;
	/** Developer name of the app. */
	appName: string;
	/** Name of the permission set that lets the user in. */
	permissionSet: string;
	contactEmail: string;
	/** Chosen here, so that n8n's credential is complete before the app is deployed. */
	consumerKey: string;
	/** n8n's id of the credential: a second import replaces it, and workflows keep it. */
	credentialId: string;
	/** The private key's file, in the folder. JWT Bearer only. */
	keyFile?: string;
}
