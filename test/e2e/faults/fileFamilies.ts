import type { Org } from '../../../emulator';
import type { Family, Json, Phase } from './types';
import { judgeEach } from './verdicts';

const COUNT = 3;
const numbers = Array.from({ length: COUNT }, (_, n) => n);
const calls = ['first call', 'second of three', 'last call'];

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value });

/** An item whose file the runner makes. */
const letters = (): Json[] => numbers.map((n) => ({ name: `letter ${n}`, text: `Dear ${n},` }));

const fileOf = ({ name, text }: Json) => ({
	fileName: `${String(name)}.txt`,
	mimeType: 'text/plain',
	content: Buffer.from(String(text)),
});

const versionsOf = (org: Org, { name }: Json) =>
	org.records('ContentVersion').filter(({ Title }) => Title === name);

const linksTo = (org: Org, recordId: unknown) =>
	org.records('ContentDocumentLink').filter(({ LinkedEntityId }) => LinkedEntityId === recordId);

const isUploaded = ({ error }: Json) => /^The file was uploaded as 068/.test(String(error));

/** A file that the item's call uploads, and the link to the item's own record. */
function checkUploaded(org: Org, item: Json, said: string, json: Json): string[] {
	const found = versionsOf(org, item);
	const links = linksTo(org, item.account);
	if (found.length > 1) return [`the file is there ${found.length} times`];
	if (links.length > 1) return [`the file is linked ${links.length} times`];
	if (said === 'unknown' && !isUploaded(json)) return [];
	if (said !== 'done' && !isUploaded(json)) return found.length === 0 ? [] : ['the file is there'];
	if (found.length === 0) return ['the file is not there'];
	if (said === 'failed') return links.length === 0 ? [] : ['the file is linked'];
	if (said === 'unknown') return [];
	const wanted = item.account === undefined ? 0 : 1;
	if (links.length !== wanted) return [`${links.length} links`];
	return found[0]!.Id === json.id ? [] : [`another file: ${JSON.stringify(json)}`];
}

const judgeUploads: Family['judge'] = (org, items, output) =>
	judgeEach(items, output, (item, said, json) => checkUploaded(org, item, said, json));

const upload = (more: Json): Json => ({ resource: 'file', operation: 'upload', ...more });

const single: Family = {
	id: 'file-upload',
	label: 'File > Upload (one by one)',
	about: '3 files in 3 calls',
	parameters: upload({ options: { batchSmallFiles: false } }),
	prepare: letters,
	fileOf,
	phases: calls.map((label, call) => ({
		label,
		kind: 'create',
		match: { method: 'POST', path: 'sobjects/ContentVersion' },
		// What is asked of all files comes last, so that a session that is gone for good touches each of them.
		after: call,
		login: call === 0 ? 'now' : 'earlier in the run',
	})),
	judge: judgeUploads,
};

/** One that was held by another transaction goes again by itself. */
const POSTED = { method: 'POST', path: /(?:composite\/sobjects|sobjects\/ContentVersion)$/ };
const later = { login: 'earlier in the run' } as const;

const together: Family = {
	id: 'file-upload-many',
	label: 'File > Upload (together)',
	about: '3 files in a call, and their links in another',
	parameters: upload({ linkTo: '={{ $json.account }}' }),
	prepare: (org) => {
		const accounts = org.insert(
			'Account',
			numbers.map((n) => ({ Name: `Acme ${n}` })),
		);
		return letters().map((item, n) => ({ ...item, account: accounts[n]! }));
	},
	fileOf,
	phases: [
		{ label: 'upload the files', kind: 'create', match: POSTED, login: 'now' },
		{ label: 'look up', kind: 'read', match: { method: 'GET', path: '/query' }, ...later },
		{ label: 'link', kind: 'create', match: POSTED, after: 1, ...later },
	],
	judge: judgeUploads,
};

/** Files that are there, each with its document. */
const seedFiles = (org: Org): Json[] => {
	const ids = org.insert(
		'ContentVersion',
		letters().map(({ name, text }) => ({
			Title: String(name),
			PathOnClient: `${String(name)}.txt`,
			VersionData: Buffer.from(String(text)).toString('base64'),
		})),
	);
	const accounts = org.insert(
		'Account',
		numbers.map((n) => ({ Name: `Acme ${n}` })),
	);
	return letters().map((item, n) => {
		const { ContentDocumentId } = org.records('ContentVersion').find(({ Id }) => Id === ids[n])!;
		return { ...item, id: ids[n]!, documentId: ContentDocumentId, account: accounts[n]! };
	});
};

const link: Family = {
	id: 'file-link',
	label: 'File > Link',
	about: '3 links in a call',
	parameters: {
		resource: 'file',
		operation: 'link',
		fileId: byId('={{ $json.documentId }}'),
		linkTo: '={{ $json.account }}',
	},
	prepare: seedFiles,
	phases: [
		{
			label: 'link',
			kind: 'create',
			match: { method: 'POST', path: 'composite/sobjects' },
			login: 'now',
		},
	],
	judge: (org, items, output) =>
		judgeEach(items, output, (item, said, json) => {
			const links = linksTo(org, item.account);
			if (links.length > 1) return [`linked ${links.length} times`];
			if (said === 'unknown') return [];
			if (said !== 'done') return links.length === 0 ? [] : ['the file is linked'];
			return links[0]?.Id === json.id ? [] : [`another link: ${JSON.stringify(json)}`];
		}),
};

const download: Family = {
	id: 'file-download',
	label: 'File > Download',
	about: '3 files, 2 calls each',
	parameters: {
		resource: 'file',
		operation: 'download',
		fileId: byId('={{ $json.id }}'),
		outputDataFieldName: 'data',
	},
	prepare: seedFiles,
	phases: numbers.flatMap((n): Phase[] => [
		{
			label: `find file ${n + 1}`,
			kind: 'read',
			match: { method: 'GET', path: /ContentVersion\/068\w+$/ },
			after: n,
			before: n,
			login: n === 0 ? 'now' : 'earlier in the run',
		},
		{
			label: `download file ${n + 1}`,
			kind: 'read',
			match: { method: 'GET', path: 'VersionData' },
			after: n,
			before: n,
			...later,
		},
	]),
	judge: (_org, items, output) =>
		judgeEach(items, output, (item, said, json, n) => {
			if (said !== 'done') return output[n]!.binary ? ['a file beside an error'] : [];
			const isIt = json.id === item.id && json.size === String(item.text).length;
			return isIt && output[n]!.binary?.data ? [] : [`not the file: ${JSON.stringify(json)}`];
		}),
};

/** Files up and down. */
export const fileFamilies: readonly Family[] = [single, together, link, download];
