import { refuse } from '../core/SalesforceError';
import { type SObjectType } from '../metadata/Metadata';
import { type Answer, json } from '../server/Answer';
import { type Context } from '../server/Route';
import { asList, asObject } from './compositeRequest';
import { runSubrequest, succeeded } from './runSubrequest';

const maxRecords = 200;
const maxDepth = 5;
const maxTypes = 5;

interface Node {
	type: SObjectType;
	referenceId: string;
	values: Record<string, unknown>;
	children: { parentField: string; node: Node }[];
}

interface Failure {
	referenceId: string;
	errors: unknown;
}

/** `/composite/tree/X`: records with their children, all saved or none. */
export async function saveTree(context: Context): Promise<Answer> {
	const type = findType(context, context.params.object ?? '');
	const { records } = asObject(await context.readJson(), 'The request body');
	const ids = new Map<string, string>();
	const types = new Set<SObjectType>();
	const nodes = asList(records, 'records', maxRecords).map((record) =>
		readNode(context, type, record, 1, ids, types),
	);
	if (ids.size > maxRecords) {
		throw refuse(400, 'LIMIT_EXCEEDED', `A tree may have at most ${maxRecords} records`);
	}
	if (types.size > maxTypes) {
		throw refuse(400, 'LIMIT_EXCEEDED', `A tree may have at most ${maxTypes} kinds of objects`);
	}
	const failures = await context.org.store.transaction(async (rollback) => {
		const found: Failure[] = [];
		for (const node of nodes) await saveNode(context, node, {}, ids, found);
		if (found.length > 0) rollback();
		return found;
	});
	if (failures.length > 0) return json({ hasErrors: true, results: failures }, 400);
	const results = [...ids].map(([referenceId, id]) => ({ referenceId, id }));
	return json({ hasErrors: false, results }, 201);
}

function findType({ org }: Context, name: string): SObjectType {
	const type = org.metadata.object(name);
	if (!type) throw refuse(404, 'NOT_FOUND', 'The requested resource does not exist');
	return type;
}

function readNode(
	context: Context,
	type: SObjectType,
	record: unknown,
	depth: number,
	ids: Map<string, string>,
	types: Set<SObjectType>,
): Node {
	if (depth > maxDepth)
		throw refuse(400, 'LIMIT_EXCEEDED', `A tree has at most ${maxDepth} levels`);
	const { attributes, ...fields } = asObject(record, 'A record');
	const { type: named, referenceId } = asObject(attributes, 'attributes');
	if (typeof referenceId !== 'string' || referenceId === '' || ids.has(referenceId)) {
		throw refuse(
			400,
			'INVALID_INPUT',
			'Include a unique reference ID for each record in the request.',
		);
	}
	if (typeof named !== 'string' || named.toLowerCase() !== type.name.toLowerCase()) {
		throw refuse(
			400,
			'INVALID_INPUT',
			`Records here are of type ${type.name}, not ${String(named)}.`,
		);
	}
	ids.set(referenceId, '');
	types.add(type);
	const node: Node = { type, referenceId, values: {}, children: [] };
	for (const [name, value] of Object.entries(fields)) {
		const relation = type.child(name);
		if (!relation) {
			node.values[name] = value;
			continue;
		}
		const child = findType(context, relation.childSObject);
		const { records } = asObject(value, name);
		for (const entry of asList(records, `${name}.records`, maxRecords)) {
			const below = readNode(context, child, entry, depth + 1, ids, types);
			node.children.push({ parentField: relation.field, node: below });
		}
	}
	return node;
}

async function saveNode(
	context: Context,
	node: Node,
	parent: Record<string, string>,
	ids: Map<string, string>,
	failures: Failure[],
): Promise<void> {
	const response = await runSubrequest(context, {
		method: 'POST',
		url: `${context.base}/sobjects/${node.type.name}`,
		body: { ...node.values, ...parent },
	});
	if (!succeeded(response)) {
		failures.push({ referenceId: node.referenceId, errors: toTreeErrors(response.body) });
		return;
	}
	const { id } = response.body as { id: string };
	ids.set(node.referenceId, id);
	for (const { parentField, node: child } of node.children) {
		await saveNode(context, child, { [parentField]: id }, ids, failures);
	}
}

/** Errors of a tree have a `statusCode` where those of a single record have an `errorCode`. */
function toTreeErrors(body: unknown) {
	const entries = body as { errorCode: string; message: string; fields?: string[] }[];
	return entries.map(({ errorCode, message, fields = [] }) => ({
		statusCode: errorCode,
		message,
		fields,
	}));
}
