import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Salesforce } from '../../nodes/Salesforce/Salesforce.node';
import { resources } from '../../nodes/Salesforce/resources';
import { SalesforceEventTrigger } from '../../nodes/SalesforceEventTrigger/SalesforceEventTrigger.node';
import { SalesforceTrigger } from '../../nodes/SalesforceTrigger/SalesforceTrigger.node';
import { examplePages } from './examplePages';
import { type ExampleNode, root } from './readPage';

const PACKAGE = 'n8n-nodes-salesforce-server-to-server.';

const pages = examplePages();
const folder = join(root, 'docs', 'operations');
const common = readFileSync(join(folder, 'README.md'), 'utf8');

const operations = resources.flatMap((resource) =>
	resource.operations.map((operation) => ({
		resource,
		operation,
		label: `${resource.name} > ${operation.name}`,
		page: `${resource.name.toLowerCase().replaceAll(' ', '-')}.md`,
	})),
);

const isIn = (node: ExampleNode | undefined, resource: string, operation: string) =>
	node?.parameters.resource === resource && node.parameters.operation === operation;

/** The label without what the editor adds for expressions and units. */
const labelOf = ({ displayName }: INodeProperties) =>
	displayName.replace(/ Names? or IDs?$/, '').replace(/ \([^)]*\)$/, '');

const labelsOf = (properties: readonly INodeProperties[]): string[] =>
	properties.flatMap((property) =>
		property.name === 'options' && property.type === 'collection'
			? (property.options as INodeProperties[]).map(labelOf)
			: [labelOf(property)],
	);

const descriptions: Record<string, INodeTypeDescription> = {
	[`${PACKAGE}salesforce`]: new Salesforce().description,
	[`${PACKAGE}salesforceEventTrigger`]: new SalesforceEventTrigger().description,
	[`${PACKAGE}salesforceTrigger`]: new SalesforceTrigger().description,
};

describe.each(operations)('$label in docs/operations', ({ resource, operation, page }) => {
	it('has an example that ends in it, but for nodes that pick some of its items', () => {
		const { examples } = pages.find(({ path }) => path.endsWith(`/operations/${page}`))!;
		const found = examples.filter(({ snippet }) =>
			isIn(
				snippet.nodes.findLast(({ type }) => type.startsWith(PACKAGE)),
				resource.value,
				operation.value,
			),
		);
		expect(found.length).toBeGreaterThan(0);
		expect(found[0]!.title).toBe(`${operation.name} (1)`);
		const shows = ({ outputs, error }: (typeof found)[number]) => error ?? outputs[0];
		expect(found.every(shows)).toBe(true);
	});

	it('has a section, linked from the list of all', () => {
		const text = readFileSync(join(folder, page), 'utf8');
		expect(text).toContain(`\n## ${operation.name}\n`);
		const anchor = operation.name.toLowerCase().replaceAll(' ', '-');
		expect(common).toContain(`[${operation.name}](${page}#${anchor})`);
	});

	it('has a word on each of its parameters and options', () => {
		const text = readFileSync(join(folder, page), 'utf8') + common;
		expect(labelsOf(operation.properties).filter((label) => !text.includes(label))).toEqual([]);
	});
});

describe.each(pages)('the examples of $path', (page) => {
	it('name nothing that the node does not have', () => {
		const nodes = page.examples.flatMap(({ snippet }) => snippet.nodes);
		for (const { type, parameters } of nodes.filter((node) => node.type.startsWith(PACKAGE))) {
			const { properties } = descriptions[type]!;
			const shown = properties.filter(({ displayOptions }) => {
				const { resource, operation } = displayOptions?.show ?? {};
				const allows = (values: unknown, value: unknown) =>
					!Array.isArray(values) || values.includes(value);
				return allows(resource, parameters.resource) && allows(operation, parameters.operation);
			});
			const known = [...shown.map(({ name }) => name), 'pollTimes'];
			expect(known).toEqual(expect.arrayContaining(Object.keys(parameters)));
			const options = shown.find(({ name }) => name === 'options')?.options ?? [];
			const names = options.map(({ name }) => name);
			expect(names).toEqual(expect.arrayContaining(Object.keys(parameters.options ?? {})));
		}
	});

	it('can be pasted as they are: no credential and no id of their own', () => {
		for (const { snippet } of page.examples) {
			expect(Object.keys(snippet)).toEqual(['nodes', 'connections']);
			expect(JSON.stringify(snippet)).not.toMatch(/"credentials"|"id":/);
			for (const node of snippet.nodes) {
				expect(node).toMatchObject({
					typeVersion: expect.any(Number),
					position: [expect.any(Number), 0],
				});
			}
		}
	});
});
