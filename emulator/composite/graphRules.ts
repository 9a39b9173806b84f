import { refuse } from '../core/SalesforceError';
import { type ReferencedRequest } from './compositeRequest';

const firstVersion = 50;
const maxDepth = 15;
const maxKinds = 15;

const collection = /^\/services\/data\/v(\d+)\.\d\/sobjects\/(\w+)\/?$/;
const row = /^\/services\/data\/v(\d+)\.\d\/sobjects\/(\w+)\/([^/?]+)\/?(?:\?.*)?$/;
const byExternalId = /^\/services\/data\/v(\d+)\.\d\/sobjects\/(\w+)\/(\w+)\/([^/?]+)\/?(?:\?.*)?$/;

/** The methods that each form of URL takes. */
const forms: readonly [RegExp, readonly string[]][] = [
	[collection, ['POST']],
	[row, ['GET', 'PATCH', 'DELETE']],
	[byExternalId, ['GET', 'PATCH', 'DELETE']],
];

/**
 * Checks the nodes of a graph without their bodies.
 *
 * @throws SalesforceError 400 for another URL, an old version, chains of references that are too long, or too many
 * kinds of nodes in all graphs of the call
 */
export function checkGraphNodes(graphs: readonly (readonly ReferencedRequest[])[]): void {
	const kinds = new Set<string>();
	for (const requests of graphs) {
		for (const request of requests) kinds.add(kindOf(request));
		if (depthOf(requests) > maxDepth) {
			throw refuse(400, 'LIMIT_EXCEEDED', `A graph may be at most ${maxDepth} nodes deep`);
		}
	}
	if (kinds.size > maxKinds) {
		throw refuse(400, 'LIMIT_EXCEEDED', `A call may have at most ${maxKinds} different nodes`);
	}
}

function kindOf({ method, url }: ReferencedRequest): string {
	for (const [form, methods] of forms) {
		const match = form.exec(url);
		if (!match || !methods.includes(method)) continue;
		if (Number(match[1]) < firstVersion) {
			throw refuse(400, 'BAD_REQUEST', `A graph needs version ${firstVersion}.0 or later: ${url}`);
		}
		const field = form === byExternalId ? match[3] : '';
		return `${method} ${match[2]} ${field}`.toLowerCase();
	}
	throw refuse(400, 'BAD_REQUEST', `A graph takes sObject resources only, not ${method} ${url}`);
}

/** Nodes of the longest chain in which each refers to the one before. */
function depthOf(requests: readonly ReferencedRequest[]): number {
	const depths = new Map<string, number>();
	for (const { url, body, referenceId } of requests) {
		const text = `${url} ${JSON.stringify(body ?? null)}`;
		const named = [...text.matchAll(/@\{(\w+)/g)].map((match) => depths.get(match[1] ?? '') ?? 0);
		depths.set(referenceId, 1 + Math.max(0, ...named));
	}
	return Math.max(0, ...depths.values());
}
