import type { INodeProperties } from 'n8n-workflow';
import { authentication } from '../shared/authentication';
import { resources } from './resources';
import { compareLabels } from './options/compareLabels';
import { forOperation } from './options/forOperation';
import type { Resource } from './operation';

const resource: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: resources
		.map(({ name, value, description }) => ({ name, value, description }))
		.toSorted(
			// The most used resources are first.
			(a, b) =>
				Number(b.value === 'record') - Number(a.value === 'record') ||
				compareLabels(a.name, b.name),
		),
	default: 'record',
};

// eslint-disable-next-line n8n-nodes-base/node-param-default-missing -- the rule takes only a literal for a default
const operationOf = ({ value, operations }: Resource): INodeProperties => ({
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: [value] } },
	options: operations.map(({ name, value, action, description }) => ({
		name,
		value,
		action,
		description,
	})),
	default: operations[0]?.value ?? '',
});

const propertiesOf = ({ value, operations }: Resource): INodeProperties[] =>
	operations.flatMap((operation) => forOperation(value, operation.value, operation.properties));

/** Everything below the credential: the dropdowns and the parameters of every operation. */
export const properties: INodeProperties[] = [
	authentication,
	resource,
	...resources.map(operationOf),
	...resources.flatMap(propertiesOf),
];
