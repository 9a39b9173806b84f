import { verify, X509Certificate } from 'node:crypto';
import { type Context } from '../server/Route';
import { type ConnectedApp } from './ConnectedApp';
import { findApp } from './findApp';
import { OAuthError } from './OAuthError';
import { type Grant } from './Grant';

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Salesforce still takes an assertion this long after its `exp`, for clocks that differ. */
const CLOCK_SKEW_SECONDS = 180;

interface Claims {
	iss?: unknown;
	sub?: unknown;
	prn?: unknown;
	aud?: unknown;
	exp?: unknown;
	jti?: unknown;
}

/**
 * OAuth 2.0 JWT Bearer: signature against the app's certificate, `iss`, `aud`, `exp`, `sub`, replay by `jti`.
 *
 * @throws OAuthError with Salesforce's code and text for every refusal
 */
export function authorizeJwtBearer(context: Context, form: URLSearchParams): Grant {
	const { org } = context;
	const parts = (form.get('assertion') ?? '').split('.');
	const header = decode<{ alg?: unknown }>(parts[0]);
	const claims = decode<Claims>(parts[1]);
	if (parts.length !== 3 || header?.alg !== 'RS256' || !claims) throw invalidAssertion();
	const app = findApp(org, typeof claims.iss === 'string' ? claims.iss : null);
	if (!app.jwtBearerEnabled) {
		throw new OAuthError('unsupported_grant_type', 'grant type not supported');
	}
	verifySignature(app, parts, org.now());
	checkAudience(context, app, claims.aud);
	checkExpiry(claims.exp, org.now());
	if (typeof claims.jti === 'string' && !org.rememberJwtId(claims.jti)) throw invalidAssertion();
	const username = claims.sub ?? claims.prn;
	if (typeof username !== 'string' || !org.findUser(username)) {
		throw new OAuthError('invalid_grant', "user hasn't approved this consumer");
	}
	if (!app.preauthorizedUsernames.some((one) => one.toLowerCase() === username.toLowerCase())) {
		throw app.permittedUsers === 'adminApproved'
			? new OAuthError('invalid_app_access', 'user is not admin approved to access this app')
			: new OAuthError('invalid_grant', "user hasn't approved this consumer");
	}
	return { app, username };
}

function invalidAssertion(): OAuthError {
	return new OAuthError('invalid_grant', 'invalid assertion');
}

function decode<T>(part: string | undefined): T | undefined {
	if (!part || !/^[\w-]+=*$/.test(part)) return undefined;
	try {
		const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
		return typeof value === 'object' && value !== null ? (value as T) : undefined;
	} catch {
		return undefined;
	}
}

function verifySignature(app: ConnectedApp, parts: string[], now: number): void {
	const pem = app.certificate();
	if (pem === null) throw invalidAssertion();
	const certificate = new X509Certificate(pem);
	if (Date.parse(certificate.validTo) < now) throw invalidAssertion();
	const isGenuine = verify(
		'RSA-SHA256',
		Buffer.from(`${parts[0]}.${parts[1]}`),
		certificate.publicKey,
		Buffer.from(parts[2] ?? '', 'base64url'),
	);
	if (!isGenuine) throw invalidAssertion();
}

/** External Client Apps know their own org only; the login hosts don't know them. */
function checkAudience({ org }: Context, app: ConnectedApp, audience: unknown): void {
	const audiences: unknown[] = Array.isArray(audience) ? audience : [audience];
	if (audiences.includes(org.url)) return;
	const foreign = app.audiences ?? org.policy.audiences;
	if (!audiences.some((one) => typeof one === 'string' && foreign.includes(one))) {
		throw new OAuthError('invalid_grant', 'audience is invalid');
	}
	if (app.kind === 'externalClientApp' && !app.audiences) {
		throw new OAuthError('app_not_found', 'External client app is not installed in this org');
	}
}

/** Salesforce sets no upper bound: sfdx-core sends milliseconds, and is let in. */
function checkExpiry(exp: unknown, now: number): void {
	if (typeof exp !== 'number' && !(typeof exp === 'string' && /^\d+$/.test(exp))) {
		throw invalidAssertion();
	}
	if (Number(exp) < now / 1000 - CLOCK_SKEW_SECONDS) {
		throw new OAuthError('invalid_grant', 'expired authorization code');
	}
}
