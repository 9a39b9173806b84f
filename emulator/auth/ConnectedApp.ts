/** An External Client App or Connected App of the org. What an admin can get wrong is a property here. */
export interface ConnectedApp {
	name: string;
	kind: 'externalClientApp' | 'connectedApp';
	/** Consumer Key. */
	clientId: string;
	/** Consumer Secret. */
	clientSecret: string;
	/** OAuth scopes; without `api` a session is no good for REST. */
	scopes: string[];
	/** Whether the app is installed in the org. */
	installed: boolean;
	clientCredentialsEnabled: boolean;
	/** Username of the Run-As user. */
	runAs: string | null;
	jwtBearerEnabled: boolean;
	/** X.509 in PEM, uploaded for JWT Bearer; read on the first JWT. */
	certificate: () => string | null;
	/** Users let in by a JWT: pre-authorized by the admin, or having consented before. */
	preauthorizedUsernames: string[];
	/** "Permitted Users"; decides how a user who is not let in is refused. */
	permittedUsers: 'selfAuthorize' | 'adminApproved';
	/** Overrides the org's policy for this app's sessions. */
	sessionTimeoutMs?: number;
	/** Overrides the org's policy for this app's tokens. */
	tokenFormat?: 'opaque' | 'jwt';
	/** Overrides which foreign audiences a JWT may name. */
	audiences?: string[];
}

/** A user's standing as far as logins care; the rest is in the User record. */
export interface UserAccess {
	ipRestricted?: boolean;
	passwordExpired?: boolean;
	/** Without it every session of the user is refused by the REST API. */
	apiDisabled?: boolean;
	/** A special agent user, which can't be a Run-As user. */
	agentUser?: boolean;
}
