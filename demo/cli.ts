import { parseArgs } from 'node:util';
import { DemoError } from './DemoError';
import type { Flow } from './workflows';

export interface StartOptions {
	flow: Flow;
	/** End after the table. */
	once: boolean;
	/** Print the figures as one JSON line instead of the table. */
	json: boolean;
	/** The editor's port, 0 for a free one. */
	port: number;
}

export const usage = `Usage: npm start -- [options]

  --flow FLOW   the credential: clientCredentials (default) or jwtBearer
  --once        end after the result: exit code 0, or 1 where it is not what the data must give
  --json        print the result as one JSON line, last
  --port PORT   the editor's port (default: a free one)
  --help        show this`;

const flows: readonly string[] = ['clientCredentials', 'jwtBearer'];

function readPort(text: string): number {
	const port = Number(text);
	if (/^\d+$/.test(text) && port <= 65_535) return port;
	throw new DemoError(`"${text}" is no port: a number from 0 to 65535 is.`);
}

/**
 * Reads the command line.
 * @returns nothing where help was asked for
 * @throws DemoError naming what it doesn't understand
 */
export function parseArguments(args: string[]): StartOptions | undefined {
	let values;
	try {
		({ values } = parseArgs({
			args,
			options: {
				flow: { type: 'string', default: 'clientCredentials' },
				once: { type: 'boolean', default: false },
				json: { type: 'boolean', default: false },
				port: { type: 'string', default: '0' },
				help: { type: 'boolean', short: 'h', default: false },
			},
		}));
	} catch (error) {
		throw new DemoError((error as Error).message);
	}
	if (values.help) return undefined;
	if (!flows.includes(values.flow)) {
		throw new DemoError(`"${values.flow}" is no flow: clientCredentials and jwtBearer are.`);
	}
	return {
		flow: values.flow as Flow,
		once: values.once,
		json: values.json,
		port: readPort(values.port),
	};
}
