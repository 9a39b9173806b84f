import { type Context } from '../server/Route';
import { type Answer } from '../server/Answer';

export type ApexRestMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** What a method of a class is called with. */
export interface ApexRestCall {
	context: Context;
	/** What stands behind the class's mapping, decoded; empty where nothing does. */
	rest: string;
	/** The keys of the body: the method's parameters. */
	parameters: Record<string, unknown>;
}

/** What a method gives back: its return value, or the whole answer where it writes `RestContext.response`. */
export type ApexRestResult = { returns: unknown } | { answer: Answer };

/** A class with `@RestResource(urlMapping='…')`. */
export interface ApexRestClass {
	name: string;
	/** `/orders`, or `/orders/*` where it takes what stands behind as well. */
	urlMapping: string;
	methods: Partial<
		Record<ApexRestMethod, (call: ApexRestCall) => ApexRestResult | Promise<ApexRestResult>>
	>;
	/** Whether the users of the org have no access to it. @default false */
	isDenied?: boolean;
}

/** A class as a seed writes it: what each of its methods answers, whatever it is asked. */
export interface SeededApexRestClass {
	name: string;
	urlMapping: string;
	methods: Partial<
		Record<
			ApexRestMethod,
			{ returns?: unknown; status?: number; headers?: Record<string, string>; text?: string }
		>
	>;
}

/** The class of a seed, to be pushed to `org.apexRestClasses`. */
export const fromSeed = ({ name, urlMapping, methods }: SeededApexRestClass): ApexRestClass => ({
	name,
	urlMapping,
	methods: Object.fromEntries(
		Object.entries(methods).map(([method, { returns, status = 200, headers = {}, text }]) => {
			const type = headers['Content-Type'] ?? 'text/plain';
			const body = text === undefined ? { json: returns } : { text, type };
			return [method, () => ({ answer: { status, headers, body } })];
		}),
	),
});
