/** How well a fact is founded: Salesforce's documentation, an org's recorded answer, users' reports, or belief. */
export type Mark = 'docs' | 'recorded' | 'seen' | 'memory';

/**
 * What running a case takes: reading, writing marked records that are removed again, an administrator's rights,
 * or the emulator, since no org fails on demand.
 */
export type Need = 'read' | 'write' | 'admin' | 'emulator';

/** What an answer's part must be; `patterns.ts` says how it is written. */
export type Pattern = unknown;

/** One request. Texts may hold `${variables}`. */
export interface CaseRequest {
	/** @default 'GET' */
	method?: string;
	/** Below `/services/data/vNN.0`, or from `/services/` or `/id/` on. */
	path: string;
	/** Put behind the path, encoded. */
	query?: Record<string, string>;
	/** Whose token: the run's, none, one that never was, or a whole header of one's own. @default 'session' */
	authorization?: string;
	headers?: Record<string, string>;
	json?: unknown;
	form?: Record<string, string>;
	/** A body as it is; `content-type` stands in `headers`. */
	text?: string;
	/** Another API version than the run's, e.g. `45.0`. */
	version?: string;
}

/** A request that prepares a case; it must succeed. */
export interface Step extends CaseRequest {
	/** Variables out of the answer: a path such as `0.id`, or `header:location`. */
	save?: Record<string, string>;
	/** Asked again until the part at `path` is one of these. */
	until?: { path: string; is: string[] };
}

export interface Expected {
	/** One, or those that orgs are known to give. */
	status: number | number[];
	/** Expressions for header values; null: must not be there. */
	headers?: Record<string, string | null>;
	/** Of a JSON body. */
	body?: Pattern;
	/** An expression for a body that is text. */
	text?: string;
}

/** One fact of Salesforce. */
export interface Case {
	/** `family.what`, never used for another fact. */
	id: string;
	/** The fact, in a sentence. */
	purpose: string;
	/** Where it is known from. */
	source: string;
	mark: Mark;
	needs: Need;
	/** What not every org has: `Contact.External_Id__c`, `Order_Placed__e`, or a flow of the credential. */
	requires?: string[];
	before?: Step[];
	/** What the emulator does to the next request; only with `needs: emulator`. */
	fault?: Record<string, unknown>;
	request: CaseRequest & Pick<Step, 'until'>;
	expect: Expected;
	/** Clean-up of what the run's end doesn't remove by itself: jobs, files. */
	after?: CaseRequest[];
}

/** The facts about one part of the API. */
export interface Family {
	family: string;
	title: string;
	/** What the emulator leaves out of it, each as a short clause. */
	leavesOut: string[];
	cases: Case[];
}
