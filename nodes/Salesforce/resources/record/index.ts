import type { Resource } from '../../operation';
import { create } from './create.operation';
import { deleteRecord } from './delete.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { saveTree } from './saveTree.operation';
import { update } from './update.operation';
import { upsert } from './upsert.operation';

export const record = {
	name: 'Record',
	value: 'record',
	description: 'A record of any standard or custom object, such as an account, lead or invoice',
	operations: [create, upsert, deleteRecord, get, getAll, saveTree, update],
} as const satisfies Resource;
