import { join } from 'node:path';

/** An n8n that is pinned here: what to install of it, and the Node that it runs on. */
export interface N8nRelease {
	version: string;
	/** The folder that holds its package.json and package-lock.json. */
	manifest: string;
	/** n8n's package.json says in `engines` which majors of Node it runs on. */
	nodeMajor: number;
	/** Whether majors above `nodeMajor` serve as well. */
	orNewer: boolean;
	/** The folder that names that Node for each platform. */
	nodeManifest: string;
	/** What it takes in the cache, in bytes. */
	size: number;
	/** Modules that call outside by themselves, separated by commas; n8n refuses to start for one that it doesn't know. */
	disabledModules: string;
}

/**
 * The n8n of the demo (2), and the last one of the major before (1), by major. The package.json of each names more than n8n:
 * - both: date-fns, a peer that `--legacy-peer-deps` leaves out and the node "Extract from File" loads
 * - both: msgpackr-extract at a version that has its binaries published for every platform
 * - 1: xlsx from the npm registry, at n8n's own version; n8n names a host that serves this package alone
 */
export const n8nReleases = {
	1: {
		version: '1.123.81',
		manifest: join(__dirname, 'n8n-1'),
		nodeMajor: 22,
		orNewer: false,
		nodeManifest: join(__dirname, 'node-22'),
		size: 1.4e9,
		disabledModules: '',
	},
	2: {
		version: '2.41.1',
		manifest: join(__dirname, 'n8n'),
		nodeMajor: 24,
		orNewer: true,
		nodeManifest: join(__dirname, 'node'),
		size: 2.4e9,
		disabledModules: 'mcp-registry,instance-ai',
	},
} as const satisfies Record<number, N8nRelease>;

export type N8nMajor = keyof typeof n8nReleases;
