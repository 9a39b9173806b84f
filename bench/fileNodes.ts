import type { Bench } from './openBench';
import type { InputNode, NodeToRun } from './runNode';

/** Reads files off the disk into n8n's binary store. */
export const readFiles = (fileSelector: string): InputNode => ({
	type: 'n8n-nodes-base.readWriteFile',
	typeVersion: 1,
	parameters: { operation: 'read', fileSelector, options: {} },
});

/** A download by n8n's HTTP Request node. */
export const downloadByHand = ({ org, httpRequest }: Bench, path: string): NodeToRun => ({
	contestant: httpRequest,
	typeVersion: 4.2,
	parameters: {
		url: org.url + path,
		nodeCredentialType: 'salesforceJwtBearerApi',
		options: { response: { response: { responseFormat: 'file' } } },
	},
});
