import { createHash, createSign, randomBytes } from 'node:crypto';
import { type Policy } from '../core/Policy';
import { type ConnectedApp } from './ConnectedApp';

/** A login that lives: its token is what a client sends. */
export interface Session {
	token: string;
	username: string;
	/** 18 characters. */
	userId: string;
	/** The app's consumer key. */
	clientId: string;
	appName: string;
	scopes: readonly string[];
	/** Epoch milliseconds. */
	issuedAt: number;
	lastUsedAt: number;
	/** Opaque tokens live on while they are used; JWT tokens end at a fixed time. */
	slides: boolean;
	lifetimeMs: number;
	revoked: boolean;
	/** API calls made with it. */
	uses: number;
}

interface SessionUser {
	username: string;
	userId: string;
}

interface SessionTableOptions {
	orgId: string;
	origin: () => string;
	policy: () => Policy;
	now: () => number;
	signingKey: () => string;
}

/** The org's sessions: issues, finds, ends them. */
export class SessionTable {
	private readonly byToken = new Map<string, Session>();

	constructor(private readonly options: SessionTableOptions) {}

	/** Logs in: the living session of this app and user, or a new one. */
	open(app: ConnectedApp, user: SessionUser): Session {
		const policy = this.options.policy();
		if (policy.sharedSessions && !policy.honourOnlyNewestToken) {
			const living = [...this.byToken.values()].findLast(
				(session) =>
					session.clientId === app.clientId &&
					session.username === user.username &&
					this.isAlive(session),
			);
			if (living) {
				living.lastUsedAt = this.options.now();
				return living;
			}
		}
		return this.create(app, user);
	}

	/** A new session, whatever others there are. */
	create(app: ConnectedApp, user: SessionUser): Session {
		const policy = this.options.policy();
		if (policy.honourOnlyNewestToken) this.revokeWhere((other) => other.username === user.username);
		const isJwt = (app.tokenFormat ?? policy.tokenFormat) === 'jwt';
		const now = this.options.now();
		const lifetimeMs = isJwt
			? policy.jwtTokenLifetimeMs
			: (app.sessionTimeoutMs ?? policy.sessionTimeoutMs);
		const session: Session = {
			...user,
			token: isJwt ? this.createJwt(app, user, now, now + lifetimeMs) : this.createOpaqueToken(),
			clientId: app.clientId,
			appName: app.name,
			scopes: [...app.scopes],
			issuedAt: now,
			lastUsedAt: now,
			slides: !isJwt,
			lifetimeMs,
			revoked: false,
			uses: 0,
		};
		this.byToken.set(session.token, session);
		return session;
	}

	/** The living session of the token, without counting as use. */
	find(token: string): Session | undefined {
		const session = this.byToken.get(token);
		return session && this.isAlive(session) ? session : undefined;
	}

	/** Epoch milliseconds at which the session ends if nobody uses it. */
	expiresAt(session: Session): number {
		return (session.slides ? session.lastUsedAt : session.issuedAt) + session.lifetimeMs;
	}

	/** Ends the matching sessions; answers how many. */
	revokeWhere(matches: (session: Session) => boolean): number {
		let count = 0;
		for (const session of this.byToken.values()) {
			if (session.revoked || !matches(session)) continue;
			session.revoked = true;
			count++;
		}
		return count;
	}

	/** All sessions that are alive. */
	living(): Session[] {
		return [...this.byToken.values()].filter((session) => this.isAlive(session));
	}

	private isAlive(session: Session): boolean {
		return !session.revoked && this.options.now() < this.expiresAt(session);
	}

	private createOpaqueToken(): string {
		const secret = randomBytes(69).toString('base64').replace(/\+/g, '.').replace(/\//g, '_');
		return `${this.options.orgId.slice(0, 15)}!AQEAQ${secret}`;
	}

	private createJwt(app: ConnectedApp, user: SessionUser, now: number, end: number): string {
		const { origin, orgId, signingKey } = this.options;
		const seconds = (ms: number) => Math.floor(ms / 1000);
		const claims = {
			scp: app.scopes.join(' '),
			aud: [origin()],
			sub: `uid:${user.userId}`,
			iss: origin(),
			mty: 'oauth',
			nbf: seconds(now),
			sfi: createHash('sha256').update(randomBytes(16)).digest('hex'),
			roles: [],
			client_id: app.clientId,
			iat: seconds(now),
			exp: seconds(end),
			tnk: `core/prod/${orgId}`,
		};
		const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
		const content = `${encode({ alg: 'RS256', typ: 'JWT', tty: 'sfdc-core-token' })}.${encode(claims)}`;
		const signature = createSign('RSA-SHA256').update(content).sign(signingKey(), 'base64url');
		return `${content}.${signature}`;
	}
}
