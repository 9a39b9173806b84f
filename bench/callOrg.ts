import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import type { Bench } from './openBench';

/** One call to the org from outside n8n. Rejects where the status is none of 2xx. */
export function callOrg<Body>(
	{ org, certificateFile }: Bench,
	method: string,
	path: string,
	body?: object,
): Promise<Body> {
	const headers = {
		Authorization: `Bearer ${org.issueToken()}`,
		'Content-Type': 'application/json',
	};
	return new Promise((resolve, reject) => {
		const call = request(
			new URL(path, org.url),
			{ method, headers, ca: readFileSync(certificateFile) },
			(answer) => {
				const chunks: Buffer[] = [];
				answer.on('data', (chunk: Buffer) => chunks.push(chunk));
				answer.on('error', reject);
				answer.on('end', () => {
					const text = Buffer.concat(chunks).toString('utf8');
					const ok = answer.statusCode !== undefined && answer.statusCode < 300;
					if (ok) resolve((text === '' ? undefined : JSON.parse(text)) as Body);
					else reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`));
				});
			},
		);
		call.on('error', reject);
		call.end(body && JSON.stringify(body));
	});
}
