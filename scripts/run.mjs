/** Runs a TypeScript file of this project, having installed what is missing: `node scripts/run.mjs FILE [ARG ...]`. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ensureDependencies, ensureNode } from './ensureDependencies.mjs';

ensureNode();
await ensureDependencies();
const [file, ...args] = process.argv.slice(2);
const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
process.argv = [process.argv[0], path, ...args];
const require = createRequire(import.meta.url);
require('tsx/cjs');
require(path);
