import { type Route } from './Route';

interface Compiled {
	route: Route;
	segments: string[];
}

export type Match =
	| { found: 'route'; route: Route; params: Record<string, string> }
	| { found: 'otherMethods'; methods: string[] }
	| { found: 'nothing' };

/** Finds the route of a request. Of several that fit, the one with the earliest literal segment wins. */
export class Router {
	private readonly compiled: Compiled[];

	constructor(routes: readonly Route[]) {
		this.compiled = routes
			.map((route) => ({ route, segments: split(route.path) }))
			.sort((left, right) => compareSpecificity(left.segments, right.segments));
	}

	match(method: string, path: string): Match {
		const segments = split(path);
		const methods = new Set<string>();
		for (const { route, segments: pattern } of this.compiled) {
			const params = matchSegments(pattern, segments);
			if (!params) continue;
			if (route.method === method || (method === 'HEAD' && route.method === 'GET')) {
				return { found: 'route', route, params };
			}
			methods.add(route.method);
		}
		return methods.size > 0
			? { found: 'otherMethods', methods: [...methods] }
			: { found: 'nothing' };
	}
}

/** A trailing slash means nothing, as in Salesforce. */
function split(path: string): string[] {
	return path.split('/').filter((segment) => segment !== '');
}

function matchSegments(
	pattern: readonly string[],
	segments: readonly string[],
): Record<string, string> | undefined {
	const params: Record<string, string> = {};
	for (const [index, part] of pattern.entries()) {
		if (part.startsWith('*')) {
			params[part.slice(1)] = segments.slice(index).map(decode).join('/');
			return segments.length > index ? params : undefined;
		}
		const segment = segments[index];
		if (segment === undefined) return undefined;
		if (part.startsWith(':')) params[part.slice(1)] = decode(segment);
		else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
	}
	return pattern.length === segments.length ? params : undefined;
}

function decode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

function rank(part: string | undefined): number {
	if (part === undefined) return 3;
	if (part.startsWith('*')) return 2;
	return part.startsWith(':') ? 1 : 0;
}

function compareSpecificity(left: readonly string[], right: readonly string[]): number {
	for (let index = 0; index < Math.max(left.length, right.length); index++) {
		const difference = rank(left[index]) - rank(right[index]);
		if (difference !== 0) return difference;
	}
	return 0;
}
