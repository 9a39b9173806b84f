/** The least that reading a query can cost: pages over one kept connection, parsed and thrown away. */
import { Agent, request } from 'node:https';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const [origin, soql] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
const unpack = promisify(gunzip);
// Compressed, as every client of Salesforce asks for it, both nodes of the comparison included.
const headers = {
	Authorization: `Bearer ${process.env.ACCESS_TOKEN}`,
	Accept: 'application/json',
	'Accept-Encoding': 'gzip',
};

const get = (path) =>
	new Promise((resolve, reject) => {
		request(new URL(path, origin), { agent, headers }, (answer) => {
			const chunks = [];
			answer.on('data', (chunk) => chunks.push(chunk));
			answer.on('end', () => {
				unpack(Buffer.concat(chunks)).then(
					(bytes) => resolve(JSON.parse(bytes.toString('utf8'))),
					reject,
				);
			});
			answer.on('error', reject);
		})
			.on('error', reject)
			.end();
	});

const started = performance.now();
let page = await get(`/services/data/v67.0/query?q=${encodeURIComponent(soql)}`);
while (!page.done) page = await get(page.nextRecordsUrl);
console.log(performance.now() - started);
agent.destroy();
