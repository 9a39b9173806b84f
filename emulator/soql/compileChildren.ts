import { type Subquery } from '@jetstreamapp/soql-parser-js';
import { type Row } from '../store/Row';
import { type CompiledQuery } from './CompiledQuery';
import { type QueryScope } from './QueryScope';
import { findToken, malformed, refuseAt } from './soqlError';

/** Makes functions of a statement's clauses. It is handed down, since a statement holds statements. */
export type Compile = (scope: QueryScope, query: Subquery) => CompiledQuery;

/** A list of children in the SELECT list. An empty one shows as null. */
export function compileChildren(
	scope: QueryScope,
	subquery: Subquery,
	compile: Compile,
): { key: string; render: (row: Row) => unknown } {
	const relationship = scope.type.child(subquery.relationshipName);
	const type = relationship && scope.store.metadata.object(relationship.childSObject);
	if (!relationship || !type) {
		const message = `Didn't understand relationship '${subquery.relationshipName}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`;
		const place = findToken(scope.statement, subquery.relationshipName);
		throw refuseAt('INVALID_TYPE', scope.statement, place, message);
	}
	if (subquery.groupBy) throw malformed('GROUP BY is not allowed in a subquery');
	const child: QueryScope = { ...scope, type, alias: subquery.sObjectAlias };
	const compiled = compile(child, subquery);
	let byParent: Map<unknown, Row[]> | undefined;
	return {
		key: relationship.relationshipName ?? subquery.relationshipName,
		render(parent) {
			byParent ??= groupBy(scope.rowsOf(type), relationship.field);
			const rows = compiled.choose(byParent.get(parent.Id) ?? []);
			if (rows.length === 0) return null;
			return { totalSize: rows.length, done: true, records: rows.map(compiled.render) };
		},
	};
}

function groupBy(rows: Iterable<Row>, fieldName: string): Map<unknown, Row[]> {
	const groups = new Map<unknown, Row[]>();
	for (const row of rows) {
		const key = row[fieldName] ?? null;
		if (key === null) continue;
		const group = groups.get(key);
		if (group) group.push(row);
		else groups.set(key, [row]);
	}
	return groups;
}
