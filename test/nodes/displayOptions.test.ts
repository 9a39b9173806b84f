import type { INodeProperties } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Salesforce } from '../../nodes/Salesforce/Salesforce.node';
import { SalesforceEventTrigger } from '../../nodes/SalesforceEventTrigger/SalesforceEventTrigger.node';
import { SalesforceOutboundMessageTrigger } from '../../nodes/SalesforceOutboundMessageTrigger/SalesforceOutboundMessageTrigger.node';
import { SalesforceTrigger } from '../../nodes/SalesforceTrigger/SalesforceTrigger.node';

/** What a property's display depends on. */
const dependenciesOf = ({ displayOptions = {} }: INodeProperties): string[] =>
	[displayOptions.show, displayOptions.hide].flatMap((rule) => Object.keys(rule ?? {}));

/** n8n 1 waits for ever for a parameter of another name, and runs no operation of the node then. */
describe.each([
	new Salesforce(),
	new SalesforceTrigger(),
	new SalesforceEventTrigger(),
	new SalesforceOutboundMessageTrigger(),
])('$description.displayName', ({ description: { properties } }) => {
	it('makes no parameter depend on a path that does not begin with a slash', () => {
		const names = new Set(properties.map(({ name }) => name));
		const isKnown = (key: string) => /^[/@]/.test(key) || names.has(key);
		expect(properties.length).toBeGreaterThan(3);
		for (const property of properties) {
			expect(
				dependenciesOf(property).filter((key) => !isKnown(key)),
				property.name,
			).toEqual([]);
		}
	});
});
