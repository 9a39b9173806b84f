import type { Resource } from '../../operation';
import { executeQuery } from './executeQuery.operation';
import { explain } from './explain.operation';
import { runNamedQuery } from './runNamedQuery.operation';

export const query = {
	name: 'Query',
	value: 'query',
	description: 'Records by SOQL, with joins, aggregates and bind variables',
	operations: [executeQuery, explain, runNamedQuery],
} as const satisfies Resource;
