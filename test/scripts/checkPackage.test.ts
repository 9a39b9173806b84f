import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import manifest from '../../package.json';
import { packPackage } from '../auth/packPackage';

const ROOT = join(__dirname, '..', '..');
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');

it('the package resolves for node10, CommonJS, ESM and bundlers, and comes with the list of what it brings', async () => {
	const tarball = await packPackage();
	const out = mkdtempSync(join(tmpdir(), 'release-'));
	onTestFinished(() => rmSync(out, { recursive: true }));
	const script = join(ROOT, 'scripts', 'checkPackage.mjs');
	const args = [script, '--tarball', tarball, '--out', out];
	const { stdout } = await promisify(execFile)(process.execPath, args);
	expect(stdout).toMatch(/node10: 🟢.*CJS\): 🟢.*ESM\): 🟢.*bundler: 🟢/s);
	expect(stdout).toContain('All good!');
	expect(readdirSync(out)).toContain(`${manifest.name}-${manifest.version}.tgz`);
	const sbom = JSON.parse(readFileSync(join(out, 'sbom.cdx.json'), 'utf8')) as {
		metadata: { component: { name: string } };
		components: Array<{ name: string; version: string; group?: string }>;
	};
	expect(sbom.metadata.component.name).toBe(manifest.name);
	const listed = sbom.components.map(({ name, version }) => `| ${name} | ${version} |`);
	const shipped = read('docs', 'licences.md').match(/^\| [a-z@][^|]* \| \d[^|]* \|/gm) ?? [];
	expect(listed.sort()).toEqual(shipped.sort());
	expect(listed.length).toBeGreaterThan(20);
}, 60_000);

it('every action of every workflow is pinned by its commit, with the least that it may do', () => {
	const folder = join(ROOT, '.github', 'workflows');
	for (const file of readdirSync(folder)) {
		const workflow = readFileSync(join(folder, file), 'utf8');
		for (const [, used] of workflow.matchAll(/uses: *(.*)$/gm)) {
			expect(used).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
		}
		expect(workflow).toMatch(/^permissions:(?: \{\}|\n {2}contents: read\n)/m);
		expect(workflow).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN|write-all|pull_request_target/);
		const checkouts = workflow.match(/actions\/checkout@/g) ?? [];
		expect(workflow.match(/persist-credentials: false/g) ?? []).toHaveLength(checkouts.length);
	}
});

it('only the job that publishes may sign as this repository, and it runs nothing of it', () => {
	const release = read('.github', 'workflows', 'release.yml');
	const jobs = release.slice(release.indexOf('\njobs:')).split(/\n(?= {2}\w+:\n)/);
	const signing = jobs.filter((job) => job.includes('id-token: write'));
	expect(signing).toHaveLength(1);
	expect(signing[0]).toContain('npm publish');
	expect(signing[0]).toContain('--provenance');
	expect(signing[0]).not.toMatch(/checkout|npm (?:ci|test|install(?! --global npm@))/);
});
