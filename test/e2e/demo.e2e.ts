import { describe, expect, it } from 'vitest';
import type { Flow } from '../../demo';
import { startDemo } from './startDemo';

describe.each<Flow>(['clientCredentials', 'jwtBearer'])('npm start with --flow %s', (flow) => {
	it('ends with 0 and its figures as the last line, and leaves nothing running', async () => {
		const demo = startDemo(['--once', '--json', '--flow', flow], { by: 'npm' });
		const { code, stdout, stderr } = await demo.ended;
		expect(stderr).not.toContain('differs');
		expect(stdout.trimEnd().split('\n').at(-1)).toBe(
			`{"rows":500,"created":486,"updated":0,"refused":14,"apiCalls":4,"logins":1,"flow":"${flow}"}`,
		);
		expect(code).toBe(0);
		expect(demo.living()).toEqual([]);
	});
});

describe('npm start', () => {
	it('shows the table and the editor, stays up, and ends with Ctrl-C', async () => {
		const demo = startDemo([]);
		const printed = await demo.printed('Ctrl-C ends everything');
		expect(printed).toMatch(/Created\s+486/);
		expect(printed).toMatch(/5 x REQUIRED_FIELD_MISSING/);
		const [, url, email, password] =
			/The editor: (\S+)\s+email (\S+)\s+password (\S+)/.exec(printed) ?? [];
		const login = await fetch(`${url}/rest/login`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ emailOrLdapLoginId: email, password }),
		});
		expect(login.status).toBe(200);
		demo.pressCtrlC();
		expect((await demo.ended).code).toBe(0);
		expect(demo.living()).toEqual([]);
	});

	it.each([['--ones'], ['--flow', 'password'], ['surplus']])(
		'shows the usage for %j and ends with 2',
		async (...args) => {
			const { code, stderr } = await startDemo(args).ended;
			expect(stderr).toContain('Usage: npm start');
			expect(code).toBe(2);
		},
	);
});
