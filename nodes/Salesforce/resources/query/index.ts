import type { Resource } from '../../operation';
import { executeQuery } from './executeQuery.operation';
import { explain } from './explain.operation';

export const query = {
	name: 'Query',
	value: 'query',
	description: 'Records by SOQL, with joins, aggregates and bind variables',
	operations: [executeQuery, explain],
} as const satisfies Resource;
