import { createHash, randomBytes } from 'node:crypto';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Org, startOrg } from '../../../emulator';
import { type ContextOptions, createContext, type TestFile } from '../createContext';
import { runNode } from '../runNode';

let org: Org;
beforeEach(async () => {
	org = await startOrg({ sampleData: false });
});
afterEach(() => org.close());

type Rest = Omit<ContextOptions, 'parameters'>;

const run = (operation: string, parameters: IDataObject, rest: Rest = {}) =>
	runNode(
		createContext(org, { ...rest, parameters: { resource: 'file', operation, ...parameters } }),
	);

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value }) as IDataObject;
const byUrl = (value: unknown) => ({ __rl: true, mode: 'url', value }) as IDataObject;
const text = (content: string, fileName = 'a.txt'): TestFile => ({
	content: Buffer.from(content),
	fileName,
	mimeType: 'text/plain',
});

/** One item for each file, in the field `data`. */
const inputs = (files: TestFile[], jsons: IDataObject[] = files.map(() => ({}))): Rest => ({
	items: jsons,
	files: files.map((data) => ({ data })),
});

const jsonOf = (output: INodeExecutionData[]) => output.map(({ json }) => json);
const postsTo = (path: string) =>
	org.calls.filter((call) => call.method === 'POST' && call.path.endsWith(path));
const account = (Name = 'Acme') => org.insert('Account', [{ Name }])[0]!;
const linksOf = (recordId: unknown) =>
	org.records('ContentDocumentLink').filter(({ LinkedEntityId }) => LinkedEntityId === recordId);

async function bytesOf(id: unknown): Promise<Buffer> {
	const url = `${org.url}/services/data/v67.0/sobjects/ContentVersion/${String(id)}/VersionData`;
	const answer = await fetch(url, { headers: { authorization: `Bearer ${org.issueToken()}` } });
	return Buffer.from(await answer.arrayBuffer());
}

const upload = (parameters: IDataObject, rest: Rest) => run('upload', parameters, rest);

describe('file / upload', () => {
	const modes = ['store', 'memory', 'memory, in lines'] as const;
	it.each(modes)('sends the very bytes, kept in n8n’s %s', async (mode) => {
		const content = randomBytes(700_000);
		const record = account();
		const file = { content, fileName: 'Offer "1"\r\nX: y.pdf', mimeType: 'application/pdf' };
		const [item] = await upload(
			{ linkTo: record, options: { description: 'Signed', visibility: 'InternalUsers' } },
			{ ...inputs([file]), binaryMode: mode },
		);
		const [version] = org.records('ContentVersion');
		expect(item!.json).toEqual({
			id: version!.Id,
			success: true,
			created: true,
			contentDocumentId: version!.ContentDocumentId,
			title: version!.Title,
			size: content.length,
			links: [{ id: linksOf(record)[0]!.Id, recordId: record }],
		});
		expect(version).toMatchObject({ PathOnClient: file.fileName, Description: 'Signed' });
		expect(linksOf(record)).toMatchObject([{ ShareType: 'V', Visibility: 'InternalUsers' }]);
		expect((await bytesOf(version!.Id)).equals(content)).toBe(true);
		const [call] = postsTo('/sobjects/ContentVersion');
		expect(Number(call!.headers['content-length'])).toBe(call!.bodyBytes);
	});

	it('takes many small files in one call, and all their links in another', async () => {
		const records = org.insert(
			'Account',
			Array.from({ length: 200 }, (_, n) => ({ Name: `Acme ${n}` })),
		);
		const files = records.map((_, n) => text(`content ${n}`, `file ${n}.txt`));
		const before = org.calls.length;
		const output = await upload(
			{ linkTo: '={{ $json.id }}', title: '={{ "Title " + $itemIndex }}' },
			inputs(
				files,
				records.map((id) => ({ id })),
			),
		);
		expect(org.calls.slice(before).map(({ method, path }) => `${method} ${path}`)).toEqual([
			'POST /services/data/v67.0/composite/sobjects',
			'GET /services/data/v67.0/query',
			'POST /services/data/v67.0/composite/sobjects',
		]);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual(files.map((_, item) => ({ item })));
		for (const n of [0, 77, 199]) {
			const { id, title, links } = output[n]!.json as IDataObject & { links: IDataObject[] };
			expect([title, links[0]!.recordId]).toEqual([`Title ${n}`, records[n]]);
			expect(String(await bytesOf(id))).toBe(`content ${n}`);
		}
	});

	it('asks n8n’s store for no larger chunks than a file has bytes: each takes memory whole', async () => {
		const large = { content: Buffer.alloc(700_000, 'x'), fileName: 'large.bin' };
		const test = createContext(org, {
			parameters: { resource: 'file', operation: 'upload' },
			...inputs([text('small'), large]),
		});
		const read = vi.spyOn(test.context.helpers, 'getBinaryStream');
		await runNode(test);
		expect(read.mock.calls.map(([, size]) => size)).toEqual([5, 64 * 1024]);
	});

	it('sends large files in calls of their own, and small ones too if that is wished', async () => {
		const large = { content: Buffer.alloc(5_000_001, 'x'), fileName: 'large.bin' };
		await upload({}, inputs([text('a'), large, text('b')]));
		expect(postsTo('/composite/sobjects')).toHaveLength(1);
		expect(postsTo('/sobjects/ContentVersion')).toHaveLength(1);
		expect(
			org
				.records('ContentVersion')
				.map(({ ContentSize }) => ContentSize)
				.toSorted(),
		).toEqual([1, 1, 5_000_001]);
		await upload({ options: { batchSmallFiles: false } }, inputs([text('a'), text('b')]));
		expect(postsTo('/composite/sobjects')).toHaveLength(1);
		expect(postsTo('/sobjects/ContentVersion')).toHaveLength(3);
	});

	it('gives each file its own outcome', async () => {
		org.setPolicy({ fileBarredExtensions: ['exe'] });
		const output = await upload(
			{},
			{
				...inputs([text('a', 'a.txt'), text('b', 'b.exe'), text('c', 'c.txt')]),
				onError: 'continueRegularOutput',
			},
		);
		expect(output.map(({ json }) => json.success ?? json.details)).toEqual([
			true,
			expect.objectContaining({
				errorCode: 'FIELD_INTEGRITY_EXCEPTION',
				message: expect.stringContaining('.exe'),
			}),
			true,
		]);
		expect(org.records('ContentVersion')).toHaveLength(2);
	});

	it('says of a file that was not linked both that it is there, and why', async () => {
		const [good, gone] = org.insert('Account', [{ Name: 'A' }, { Name: 'B' }]);
		org.delete('Account', [gone!]);
		const output = await upload(
			{ linkTo: '={{ $json.to }}' },
			{
				...inputs([text('a'), text('b')], [{ to: [good, gone] }, { to: good }]),
				onError: 'continueRegularOutput',
			},
		);
		const [version] = org.records('ContentVersion');
		expect(output[0]!.json.error).toBe(
			`The file was uploaded as ${String(version!.Id)} (${String(version!.ContentDocumentId)}), but it was not linked to ${gone} (it is linked to 1 of 2 records): insufficient access rights on cross-reference id: ${gone!.slice(0, 15)}`,
		);
		expect(output[0]!.json.details).toMatchObject({
			errorCode: 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
		});
		expect(output[1]!.json).toMatchObject({ success: true });
	});

	it('says of a file whose document can’t be looked up that it is there', async () => {
		org.addFault({ match: { method: 'GET', path: '/query' }, status: 404, body: '' });
		const [item] = await upload(
			{ linkTo: account() },
			{ ...inputs([text('a')]), onError: 'continueRegularOutput' },
		);
		const [version] = org.records('ContentVersion');
		expect(item!.json.error).toMatch(
			`The file was uploaded as ${String(version!.Id)}, but its document could not be looked up`,
		);
	});

	it('never sends a file again whose answer was lost, and says how to look for it', async () => {
		const test = createContext(org, {
			parameters: { resource: 'file', operation: 'upload', title: "Q1 'final'" },
			...inputs([text('a'), text('b')]),
			retryOnFail: true,
		});
		org.addFault({ match: { path: 'composite/sobjects' }, dropAfter: true });
		const error = await runNode(test).catch((reason: Error) => reason.message);
		expect(error).toContain("the file 'a.txt' was sent");
		expect(error).toContain(
			"SELECT Id, Title, CreatedDate FROM ContentVersion WHERE Title = 'Q1 \\'final\\'' ORDER BY CreatedDate DESC",
		);
		await runNode(test).catch(() => undefined);
		expect(org.records('ContentVersion')).toHaveLength(2);
	});

	it('opens the files again after a 401 in the middle', async () => {
		const large = { content: randomBytes(6_000_000), fileName: 'large.bin' };
		await upload({}, inputs([text('a')]));
		org.addFault({ match: { path: 'sobjects' }, revokeSessions: true, times: 1 });
		const output = await upload({}, inputs([text('a'), text('b'), large]));
		expect(output.map(({ json }) => json.success)).toEqual([true, true, true]);
		expect((await bytesOf(output[2]!.json.id)).equals(large.content)).toBe(true);
		expect(org.records('ContentVersion')).toHaveLength(4);
	});

	it('continues with the other files of a call if one can’t be read', async () => {
		const test = createContext(org, {
			parameters: { resource: 'file', operation: 'upload' },
			...inputs([text('a', 'a.txt'), text('b', 'b.txt'), text('c', 'c.txt')]),
			onError: 'continueRegularOutput',
		});
		const { helpers } = test.context;
		const getBinaryStream = helpers.getBinaryStream.bind(helpers);
		helpers.getBinaryStream = (id, size) => {
			if (id.endsWith(':1')) throw new Error('EIO: i/o error');
			return getBinaryStream(id, size);
		};
		const output = await runNode(test);
		expect(output.map(({ json }) => json.error ?? 'uploaded')).toEqual([
			'uploaded',
			"The file 'b.txt' could not be read: EIO: i/o error",
			'uploaded',
		]);
	});

	it.each<[string, IDataObject, Rest, RegExp]>([
		[
			'no such field',
			{ inputDataFieldName: 'file' },
			inputs([text('a')]),
			/no file in the field 'file'/,
		],
		['an empty file', {}, inputs([text('')]), /'a.txt' is empty/],
		[
			'values that are not record IDs',
			{ linkTo: '001000000000001, acme; 003' },
			inputs([text('a')]),
			/'Link To' has values that are not record IDs: "acme;", "003"/,
		],
		[
			'an unknown share type',
			{ options: { shareType: 'X' } },
			inputs([text('a')]),
			/one of V, C, I, not "X"/,
		],
	])('refuses %s before anything is sent', async (_, parameters, rest, message) => {
		await expect(upload(parameters, rest)).rejects.toThrow(message);
		expect(org.calls).toEqual([]);
	});

	it('names the fields that have files', async () => {
		const error = await upload(
			{ inputDataFieldName: 'file' },
			{ files: [{ offer: text('a'), logo: text('b') }] },
		).catch((reason: { description: string }) => reason);
		expect((error as { description: string }).description).toMatch(/'offer', 'logo'/);
	});

	it('refuses more than 2 GB by the size that n8n tells', async () => {
		const test = createContext(org, {
			parameters: { resource: 'file', operation: 'upload' },
			...inputs([text('a')]),
		});
		test.context.helpers.getBinaryMetadata = () => Promise.resolve({ fileSize: 2 ** 31 + 1 });
		await expect(runNode(test)).rejects.toThrow(/2\.00 GB, and Salesforce takes 2 GB/);
		expect(org.calls).toEqual([]);
	});
});

/** A file of the org, with the bytes given. */
async function uploaded(content: Buffer | string = 'one', fileName = 'offer.txt', linkTo = '') {
	const file = { content: Buffer.from(content), fileName };
	const [item] = await upload({ linkTo }, inputs([file]));
	return item!.json as { id: string; contentDocumentId: string };
}

describe('file / uploadVersion', () => {
	it('puts versions on top of a file, named by any of its versions, two of one file in turn', async () => {
		const { id, contentDocumentId } = await uploaded();
		const output = await run(
			'uploadVersion',
			{ fileId: byId('={{ $json.file }}'), options: { reasonForChange: '={{ $json.why }}' } },
			inputs(
				[text('two', 'offer.txt'), text('three', 'offer.txt')],
				[
					{ file: id, why: 'prices' },
					{ file: contentDocumentId, why: 'typo' },
				],
			),
		);
		expect(jsonOf(output)).toMatchObject([
			{ success: true, created: true, contentDocumentId, size: 3, links: [] },
			{ success: true, created: true, contentDocumentId, size: 5, links: [] },
		]);
		const versions = org.records('ContentVersion');
		expect(versions.map((row) => [row.VersionNumber, row.ReasonForChange, row.IsLatest])).toEqual([
			['1', null, false],
			['2', 'prices', false],
			['3', 'typo', true],
		]);
	});

	it('refuses the ID of something else before anything is sent, and names a file that does not exist', async () => {
		const attempt = (file: string) =>
			run('uploadVersion', { fileId: byId(file) }, inputs([text('a')]));
		await expect(attempt('001000000000001AAA')).rejects.toThrow(/not the ID or URL of such a file/);
		await expect(attempt('00P000000000001AAA')).rejects.toThrow(/not the ID or URL of such a file/);
		await expect(attempt('068000000000001AAA')).rejects.toThrow(/There is no file 0680000/);
		expect(org.records('ContentVersion')).toEqual([]);
	});
});

describe('file / download', () => {
	const download = (fileId: IDataObject, rest: Rest = {}) =>
		run('download', { fileId }, { files: [{}], ...rest });
	const stored = (item: INodeExecutionData | undefined) => item!.binary!.data!;

	it.each([true, false])(
		'gives the latest version of a file, its length told: %s',
		async (told) => {
			org.setPolicy({ fileDownloadsHaveLength: told });
			const content = randomBytes(3_000_000);
			const first = await uploaded('one', 'Offer 1/2.pdf');
			await run(
				'uploadVersion',
				{ fileId: byId(first.id), options: { title: 'Offer 1/2' } },
				inputs([{ content, fileName: 'x.pdf' }]),
			);
			const test = createContext(org, {
				parameters: {
					resource: 'file',
					operation: 'download',
					fileId: byUrl(
						`https://acme.lightning.force.com/lightning/r/ContentDocument/${first.contentDocumentId}/view`,
					),
				},
				files: [{}],
			});
			const [item] = await runNode(test);
			const [, latest] = org.records('ContentVersion');
			expect(item!.json).toEqual({
				id: latest!.Id,
				contentDocumentId: first.contentDocumentId,
				title: 'Offer 1/2',
				fileName: 'Offer 1/2.pdf',
				mimeType: expect.any(String),
				size: content.length,
				versionNumber: 2,
			});
			expect(stored(item)).toMatchObject({ fileName: 'Offer 1_2.pdf' });
			expect(test.store.get(stored(item).id!)!.equals(content)).toBe(true);
		},
	);

	it('gives a version by its own ID, an attachment, and a document of Salesforce Classic', async () => {
		const first = await uploaded('one');
		await run('uploadVersion', { fileId: byId(first.id) }, inputs([text('two')]));
		const [attachment] = org.insert('Attachment', [
			{ Name: 'old.html', ParentId: account(), Body: 'b2xk', ContentType: 'text/html' },
		]);
		const [user] = org.records('User');
		const [document] = org.insert('Document', [
			{ Name: 'logo', Type: 'png', FolderId: user!.Id, Body: 'bG9nbw==' },
		]);
		const test = createContext(org, {
			parameters: { resource: 'file', operation: 'download', fileId: byId('={{ $json.id }}') },
			items: [{ id: first.id }, { id: attachment }, { id: document }],
			files: [{}, {}, {}],
		});
		const output = await runNode(test);
		expect(output.map((item) => String(test.store.get(stored(item).id!)))).toEqual([
			'one',
			'old',
			'logo',
		]);
		expect(jsonOf(output)).toMatchObject([
			{ id: first.id, versionNumber: 1, fileName: 'offer.txt' },
			{ id: attachment, contentDocumentId: null, mimeType: 'text/html', versionNumber: null },
			{ id: document, fileName: 'logo.png', size: 4 },
		]);
	});

	it.each([
		['Über "alles"\r\nX: y 😀', 'a.txt', 'Über _alles___X_ y 😀.txt'],
		['report.pdf', 'C:\\reports\\report.docx', 'report.pdf.docx'],
		['REPORT.PDF', 'report.pdf', 'REPORT.PDF'],
		['../../etc/passwd', 'passwd', '.._.._etc_passwd'],
	])('gives the file %j of %j a name that is none of a folder', async (Title, path, fileName) => {
		const [id] = org.insert('ContentVersion', [{ Title, PathOnClient: path, VersionData: 'eA==' }]);
		const [item] = await download(byId(id));
		expect(item!.json.title).toBe(Title);
		expect(stored(item).fileName).toBe(fileName);
	});

	it('continues a broken connection where it broke', async () => {
		const content = randomBytes(400_000);
		const { id } = await uploaded(content);
		org.addFault({ match: { path: 'VersionData' }, truncate: true });
		const test = createContext(org, {
			parameters: { resource: 'file', operation: 'download', fileId: byId(id) },
			files: [{}],
		});
		const [item] = await runNode(test);
		expect(test.store.get(stored(item).id!)!.equals(content)).toBe(true);
		expect(org.calls.filter(({ path }) => path.endsWith('VersionData'))).toHaveLength(2);
	});

	it.each<[string, string, RegExp, Record<string, string>?]>([
		['a part of the file', 'on', /2 of 3 bytes of the file/],
		['more than the file', 'one and more', /more than 3 bytes/],
		['another file of that length', 'two', /its checksum differs/],
		['a length that is a lie', 'one', /2 of 3 bytes of the file/, { 'Content-Length': '2' }],
	])('fails for %s, and stores nothing', async (_, body, message, headers = {}) => {
		const { id } = await uploaded('one');
		org.addFault({ match: { path: 'VersionData' }, status: 200, body, headers });
		const test = createContext(org, {
			parameters: { resource: 'file', operation: 'download', fileId: byId(id) },
			files: [{}],
		});
		await expect(runNode(test)).rejects.toThrow(message);
		expect(test.store.size).toBe(0);
	});

	it('says that there is no such file', async () => {
		const missing = ['069000000000001AAA', '068000000000001AAA', '00P000000000001AAA'];
		const output = await download(byId('={{ $json.id }}'), {
			items: missing.map((id) => ({ id })),
			files: [{}, {}, {}],
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(output)).toMatchObject(
			missing.map(() => ({ details: { errorCode: 'NOT_FOUND' } })),
		);
	});
});

describe('file / getAll', () => {
	it('lists the files of a record, newest first, with attachments where wished', async () => {
		let now = Date.parse('2026-01-31T09:30:00Z');
		org.setNow(() => (now += 60_000));
		const record = account();
		const first = await uploaded('one', 'offer.txt', record);
		const second = await uploaded('three', 'photo.JPG', record);
		await uploaded('other', 'other.txt', account('Other'));
		org.insert('Attachment', [{ Name: 'old.doc', ParentId: record, Body: 'b2xk' }]);
		const list = (parameters: IDataObject) =>
			run('getAll', { recordId: byId(record), returnAll: true, ...parameters });
		const files = jsonOf(await list({}));
		expect(files).toEqual([
			{
				contentDocumentId: second.contentDocumentId,
				id: second.id,
				title: 'photo',
				fileExtension: 'JPG',
				size: 5,
				createdDate: expect.stringMatching(/^2026-01-31T/),
				ownerId: expect.stringMatching(/^005/),
				linkId: linksOf(record)[1]!.Id,
			},
			expect.objectContaining({ id: first.id, title: 'offer' }),
		]);
		const all = jsonOf(await list({ options: { includeAttachments: true } }));
		expect(all.slice(2)).toMatchObject([
			{ contentDocumentId: null, title: 'old.doc', fileExtension: 'doc', size: 3, linkId: null },
		]);
		const url = `https://acme.lightning.force.com/lightning/r/Account/${record}/view`;
		const limited = await list({ recordId: byUrl(url), returnAll: false, limit: 1 });
		expect(jsonOf(limited)).toMatchObject([{ id: second.id }]);
	});
});

describe('file / link', () => {
	it('gives one item a link, each with its own outcome', async () => {
		const { id, contentDocumentId } = await uploaded();
		const [one, two] = org.insert('Account', [{ Name: 'A' }, { Name: 'B' }]);
		await run('link', { fileId: byId(id), linkTo: one });
		const output = await run(
			'link',
			{
				fileId: byId(contentDocumentId),
				linkTo: `${one}, ${two},${two}`,
				options: { shareType: 'I' },
			},
			{ onError: 'continueRegularOutput' },
		);
		expect(jsonOf(output)).toEqual([
			{
				error: expect.stringContaining('already linked'),
				details: expect.objectContaining({ errorCode: 'DUPLICATE_VALUE' }),
			},
			{ id: linksOf(two)[0]!.Id, success: true, contentDocumentId, recordId: two },
		]);
		expect(linksOf(two)).toMatchObject([{ ShareType: 'I' }]);
	});

	it('makes no link of an item again that an earlier try has made', async () => {
		const { id } = await uploaded();
		const other = await uploaded();
		const [one, two] = org.insert('Account', [{ Name: 'A' }, { Name: 'B' }]);
		await run('link', { fileId: byId(other.id), linkTo: two });
		const test = createContext(org, {
			parameters: {
				resource: 'file',
				operation: 'link',
				fileId: byId('={{ $json.file }}'),
				linkTo: '={{ $json.to }}',
			},
			items: [
				{ file: id, to: [one, two] },
				{ file: other.id, to: two },
			],
			retryOnFail: true,
		});
		await expect(runNode(test)).rejects.toThrow(/already linked/);
		const calls = postsTo('/composite/sobjects').length;
		await expect(runNode(test)).rejects.toThrow(/already linked/);
		expect(linksOf(one)).toHaveLength(1);
		expect(linksOf(two)).toHaveLength(2);
		// The first item's links are made; only the other one is tried again.
		expect(postsTo('/composite/sobjects')).toHaveLength(calls + 1);
	});

	it('refuses to link to nothing', async () => {
		await expect(run('link', { fileId: byId('069000000000001'), linkTo: '' })).rejects.toThrow(
			/'Link To' is empty/,
		);
		expect(org.calls).toEqual([]);
	});
});

describe('file / delete', () => {
	it('deletes files, by a version too, and attachments, in one call', async () => {
		const first = await uploaded('one');
		const second = await uploaded('two');
		const [attachment] = org.insert('Attachment', [
			{ Name: 'old.doc', ParentId: account(), Body: 'b2xk' },
		]);
		const before = org.calls.length;
		const output = await run(
			'delete',
			{ fileId: byId('={{ $json.id }}') },
			{ items: [first.contentDocumentId, second.id, attachment].map((id) => ({ id: id! })) },
		);
		expect(jsonOf(output)).toEqual(
			[first.contentDocumentId, second.contentDocumentId, attachment].map((id) => ({
				id,
				deleted: true,
			})),
		);
		expect(org.calls.slice(before).map(({ method }) => method)).toEqual(['GET', 'DELETE']);
		for (const object of ['ContentDocument', 'ContentVersion', 'Attachment']) {
			expect(org.records(object)).toEqual([]);
		}
	});
});

it('knows the checksum that Salesforce keeps', async () => {
	await uploaded('one');
	expect(org.records('ContentVersion')[0]!.Checksum).toBe(
		createHash('md5').update('one').digest('hex'),
	);
});
