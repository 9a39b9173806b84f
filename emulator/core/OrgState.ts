import { type ConnectedApp, type UserAccess } from '../auth/ConnectedApp';
import { SessionTable } from '../auth/SessionTable';
import { FaultTable } from '../faults/FaultTable';
import { type Metadata, type SObjectType } from '../metadata/Metadata';
import { type Row } from '../store/Row';
import { Store } from '../store/Store';
import { createPolicy, type Policy } from './Policy';
import { type CallRecord, type TokenRequestRecord, type UnknownRequest } from './records';

export interface LoginRefusal {
	error: string;
	error_description: string;
	/** @default 400 */
	status?: number;
	/** How many logins are refused so. @default 1 */
	times?: number;
}

interface OrgStateOptions {
	id: string;
	metadata: Metadata;
	now: () => number;
	signingKey: () => string;
}

/** Everything one org holds. Families of endpoints get it as `context.org`. */
export class OrgState {
	/** 18 characters. */
	readonly id: string;
	/** Origin that the org listens on: My Domain and instance URL at once. Empty before it listens. */
	url = '';
	readonly policy: Policy = createPolicy();
	readonly metadata: Metadata;
	readonly store: Store;
	readonly sessions: SessionTable;
	readonly faults = new FaultTable();
	readonly apps: ConnectedApp[] = [];
	readonly calls: CallRecord[] = [];
	readonly tokenRequests: TokenRequestRecord[] = [];
	/** What the emulator refused because it doesn't know it. */
	readonly unknownRequests: UnknownRequest[] = [];
	/** Epoch milliseconds by the org's clock. */
	readonly startedAt: number;
	/** TCP connections accepted. */
	sockets = 0;
	/** Of those, the ones that are open. */
	openSockets = 0;
	/** API calls that count towards the daily limit. */
	apiUsage = 0;

	private readonly clock: { now: () => number; offset: number };
	private readonly states = new Map<string, unknown>();
	private readonly closers: (() => void | Promise<void>)[] = [];
	private readonly access = new Map<string, UserAccess>();
	private readonly logins = new Map<string, number[]>();
	private readonly loginRefusals: Required<LoginRefusal>[] = [];
	private readonly virtualRows = new Map<string, () => Iterable<Row>>();
	private readonly jwtIds = new Set<string>();

	constructor(options: OrgStateOptions) {
		this.id = options.id;
		this.metadata = options.metadata;
		this.clock = { now: options.now, offset: 0 };
		this.startedAt = options.now();
		this.store = new Store({ metadata: options.metadata, now: () => this.now() });
		this.store.hiddenFields = () => this.policy.hiddenFields;
		this.sessions = new SessionTable({
			orgId: options.id,
			origin: () => this.url,
			policy: () => this.policy,
			now: () => this.now(),
			signingKey: options.signingKey,
		});
	}

	/** The org's clock, epoch milliseconds. */
	now(): number {
		return this.clock.now() + this.clock.offset;
	}

	/** Moves the org's clock on (or back). */
	advance(milliseconds: number): void {
		this.clock.offset += milliseconds;
	}

	/** Replaces the org's clock. */
	setNow(now: () => number): void {
		this.clock.now = now;
		this.clock.offset = 0;
	}

	/** What a family of endpoints keeps per org, made on first use. */
	state<T>(name: string, create: () => T): T {
		if (!this.states.has(name)) this.states.set(name, create());
		return this.states.get(name) as T;
	}

	/** The rows of an object, out of the store or out of the function that makes them. */
	rowsOf(type: SObjectType): Iterable<Row> {
		return this.virtualRows.get(type.name)?.() ?? this.store.table(type.name).all();
	}

	/** Lets a function make the rows of an object, for more rows than one wants to hold. */
	setVirtualRows(object: string, rows: () => Iterable<Row>): void {
		this.virtualRows.set(object, rows);
	}

	/** Runs when the org closes. */
	onClose(close: () => void | Promise<void>): void {
		this.closers.push(close);
	}

	async runClosers(): Promise<void> {
		for (const close of this.closers) await close();
	}

	/** The User row of a username, whose case does not matter. */
	findUser(username: string): Row | undefined {
		return this.store.findBy('User', 'Username', username)[0];
	}

	/** The standing of a user, to be changed in place. */
	userAccess(username: string): UserAccess {
		const key = username.toLowerCase();
		const known = this.access.get(key) ?? {};
		this.access.set(key, known);
		return known;
	}

	/** When the user logged in, epoch milliseconds. */
	loginTimes(username: string): number[] {
		const key = username.toLowerCase();
		const times = this.logins.get(key) ?? [];
		this.logins.set(key, times);
		return times;
	}

	/** Lets the next logins fail, whoever asks. */
	refuseLogins(refusal: LoginRefusal): void {
		this.loginRefusals.push({ status: 400, times: 1, ...refusal });
	}

	takeLoginRefusal(): LoginRefusal | undefined {
		const refusal = this.loginRefusals[0];
		if (!refusal) return undefined;
		if (--refusal.times <= 0) this.loginRefusals.shift();
		return refusal;
	}

	/** False where a JWT with this `jti` has been used before. */
	rememberJwtId(jti: string): boolean {
		if (this.jwtIds.has(jti)) return false;
		this.jwtIds.add(jti);
		return true;
	}
}
