import { describe, expect, it } from 'vitest';
import { credentialTypes, nodeNames, readWorkflow } from '../../demo/workflows';

const org = 'http://127.0.0.1:4000';
const jwt = { ...credentialTypes.jwtBearer, id: 'c2' };

describe('a sample workflow', () => {
	it('uses one flow in every Salesforce node', () => {
		const { name, nodes } = readWorkflow('contacts', jwt, org);
		const salesforce = nodes.filter(({ type }) => type.endsWith('.salesforce'));
		expect(name).toContain('JWT Bearer');
		expect(salesforce).toHaveLength(2);
		for (const { parameters, credentials } of salesforce) {
			expect(parameters).toMatchObject({ authentication: 'jwtBearer' });
			expect(credentials).toEqual({
				salesforceJwtBearerApi: { id: 'c2', name: 'Salesforce (JWT Bearer)' },
			});
		}
	});

	it('asks this org in the HTTP Request node, with the same credential', () => {
		const { nodes } = readWorkflow('limits', jwt, org);
		const request = nodes.find(({ type }) => type.endsWith('.httpRequest'));
		expect(request).toMatchObject({
			parameters: {
				url: `${org}/services/data/v67.0/limits`,
				nodeCredentialType: 'salesforceJwtBearerApi',
			},
			credentials: { salesforceJwtBearerApi: { id: 'c2' } },
		});
	});

	it('has the nodes that the figures are taken from', () => {
		const names = readWorkflow('contacts', jwt, org).nodes.map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining(Object.values(nodeNames)));
	});
});
