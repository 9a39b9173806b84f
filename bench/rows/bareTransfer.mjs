/** The least that moving a file can cost: one request, from or to the disk. Prints milliseconds. */
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

const [method, url, file] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
const headers = {
	Authorization: `Bearer ${process.env.ACCESS_TOKEN}`,
	'Content-Type': 'text/csv',
	// As the nodes do: both sides move the same bytes.
	'Accept-Encoding': /\/VersionData$/.test(url) ? 'identity' : 'gzip',
};

/** What stands around a file in a multipart body, as Salesforce takes one. */
const BOUNDARY = 'bareTransfer';
const part = (disposition, type, content) =>
	`--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${type}\r\n\r\n${content}`;
const before =
	part('name="entity_content"', 'application/json', '{"PathOnClient":"bare.bin"}\r\n') +
	part('name="VersionData"; filename="bare.bin"', 'application/octet-stream', '');
const after = `\r\n--${BOUNDARY}--\r\n`;

const send = (verb, target, more = {}) => {
	const call = request(target, { method: verb, agent, headers: { ...headers, ...more } });
	const answered = new Promise((resolve, reject) =>
		call.on('response', resolve).on('error', reject),
	);
	return { call, answered };
};

// The connection stands before the clock starts, as it does between a node's calls.
const warm = send('GET', new URL('/services/data', url));
warm.call.end();
const first = await warm.answered;
first.resume();
await new Promise((resolve) => first.on('end', resolve));

const started = performance.now();
const form = method === 'POST' && {
	'Content-Type': `multipart/form-data; boundary=${BOUNDARY}`,
	'Content-Length': before.length + statSync(file).size + after.length,
};
const { call, answered } = send(method, url, form || {});
if (method === 'PUT') await pipeline(createReadStream(file), call);
else if (form) {
	call.write(before);
	await pipeline(createReadStream(file), call, { end: false });
	call.end(after);
} else call.end();
const answer = await answered;
if (method === 'GET') {
	const isPacked = answer.headers['content-encoding'] === 'gzip';
	const unpack = isPacked ? [createGunzip()] : [];
	await pipeline(answer, ...unpack, createWriteStream(file));
} else answer.resume();
if (answer.statusCode >= 300) throw new Error(`HTTP ${answer.statusCode}`);
console.log(performance.now() - started);
agent.destroy();
