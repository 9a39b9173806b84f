import { afterAll, beforeAll, expect, it } from 'vitest';
import { credentialTypes } from '../../demo';
import { openFixture, type Fixture } from './openFixture';

let fixture: Fixture;
beforeAll(async () => {
	fixture = await openFixture();
});
afterAll(() => fixture.close());

interface KnownType {
	name: string;
	iconUrl?: { light: string; dark: string };
}

it('n8n serves the icons of both credential types, for either theme', async () => {
	const { url, api } = fixture;
	const get = (path: string) => fetch(`${url}/${path}`, { headers: api.session });
	const known = (await (await get('types/credentials.json')).json()) as KnownType[];
	for (const { type } of Object.values(credentialTypes)) {
		const { light = '', dark = '' } = known.find(({ name }) => name === type)?.iconUrl ?? {};
		for (const icon of [light, dark]) {
			const answer = await get(icon);
			expect(answer.headers.get('content-type')).toContain('image/svg');
			expect(await answer.text()).toContain('<svg');
		}
		expect(dark).not.toBe(light);
	}
});
