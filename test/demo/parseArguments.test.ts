import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../demo/cli';

describe('the command line', () => {
	it('has defaults for everything', () => {
		expect(parseArguments([])).toEqual({
			flow: 'clientCredentials',
			once: false,
			json: false,
			port: 0,
		});
	});

	it('reads every option', () => {
		expect(parseArguments(['--once', '--json', '--flow', 'jwtBearer', '--port', '5678'])).toEqual({
			flow: 'jwtBearer',
			once: true,
			json: true,
			port: 5678,
		});
	});

	it('asks for help', () => {
		expect(parseArguments(['--help'])).toBeUndefined();
		expect(parseArguments(['-h'])).toBeUndefined();
	});

	it.each([
		[['--ones'], /--ones/],
		[['extra'], /extra/],
		[['--flow'], /flow/],
		[['--flow', 'password'], /"password" is no flow: clientCredentials and jwtBearer are/],
		[['--port', '70000'], /"70000" is no port/],
		[['--port', '1.5'], /"1.5" is no port/],
	])('refuses %j by name', (args, message) => {
		expect(() => parseArguments(args)).toThrow(message);
	});
});
