/**
 * Lists what ships with the package, by package-lock.json, in docs/licences.md: `node scripts/licences.mjs`.
 * With `--check` it writes nothing and fails where the list is stale. `--root DIR` names another project.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ALLOWED = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD'];

const { values } = parseArgs({
	options: { check: { type: 'boolean', default: false }, root: { type: 'string' } },
});
const root = values.root ?? fileURLToPath(new URL('..', import.meta.url));
const list = join(root, 'docs', 'licences.md');

/** The packages that `npm install` of the published package brings: no development ones, no peers. */
function readShipped() {
	const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
	return Object.entries(lock.packages)
		.filter(([path, entry]) => path !== '' && !entry.dev && !entry.devOptional && !entry.peer)
		.map(([path, entry]) => ({
			name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
			version: entry.version,
			licence: entry.license ?? 'none named',
			hasInstallScript: entry.hasInstallScript === true,
		}));
}

/** `(MIT OR Apache-2.0)` leaves the choice; all of `A AND B` count. */
const isAllowed = (licence) =>
	licence
		.replace(/[()]/g, '')
		.split(' OR ')
		.some((choice) => choice.split(' AND ').every((name) => ALLOWED.includes(name)));

const shipped = readShipped();
const text = [
	'# Licences of what ships',
	'',
	`The package itself is MIT. Installing it brings these ${shipped.length} packages, all pure JavaScript without install scripts. Written by \`node scripts/licences.mjs\`; a test holds it.`,
	'',
	'| package | version | licence |',
	'|---|---|---|',
	...shipped.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`),
	'',
].join('\n');

const faults = [
	...shipped
		.filter(({ licence }) => !isAllowed(licence))
		.map(
			({ name, licence }) =>
				`${name} has the licence ${licence}: only ${ALLOWED.join(', ')} may ship.`,
		),
	...shipped
		.filter(({ hasInstallScript }) => hasInstallScript)
		.map(({ name }) => `${name} runs a script when it is installed.`),
];
if (!values.check) writeFileSync(list, text);
else if (readFileSync(list, 'utf8') !== text) {
	faults.push('docs/licences.md is stale: run node scripts/licences.mjs.');
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
