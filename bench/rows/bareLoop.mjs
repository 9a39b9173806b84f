/** The least that reading a query can cost: pages over one kept connection, parsed and thrown away. */
import { Agent, request } from 'node:https';

const [origin, soql] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
const headers = { Authorization: `Bearer ${process.env.ACCESS_TOKEN}`, Accept: 'application/json' };

const get = (path) =>
	new Promise((resolve, reject) => {
		request(new URL(path, origin), { agent, headers }, (answer) => {
			const chunks = [];
			answer.on('data', (chunk) => chunks.push(chunk));
			answer.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
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
