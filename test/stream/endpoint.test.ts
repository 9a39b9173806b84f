import { describe, expect, it } from 'vitest';
import { readEndpoint } from '../../stream';

describe('the token', () => {
	it.each([
		['', undefined, 'https://api.pubsub.salesforce.com:7443'],
		['api.deu.pubsub.salesforce.com:443', undefined, 'https://api.deu.pubsub.salesforce.com'],
		['http://127.0.0.1:7011', undefined, 'http://127.0.0.1:7011'],
		['https://localhost:7011', undefined, 'https://localhost:7011'],
		['gateway.acme.com:7443', 'gateway.acme.com', 'https://gateway.acme.com:7443'],
	])('goes to "%s"', (endpoint, trusted, origin) => {
		expect(readEndpoint(endpoint, trusted)).toBe(origin);
	});

	it.each([
		['http://api.pubsub.salesforce.com:7443'],
		['evil.example:7443'],
		['api.pubsub.salesforce.com.evil.example'],
		['evilapi.pubsub.salesforce.com'],
		['https://api.pubsub.salesforce.com@evil.example'],
		['http://gateway.acme.com'],
		['ftp://127.0.0.1'],
	])('does not go to %s', (endpoint) => {
		expect(() => readEndpoint(endpoint, 'gateway.acme.com')).toThrow();
	});
});
