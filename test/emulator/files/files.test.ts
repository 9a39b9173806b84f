import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOrg } from '../../../emulator';
import { type Call, callOrg } from '../callOrg';

let org: Awaited<ReturnType<typeof startOrg>>;
let call: Call;

beforeEach(async () => {
	org = await startOrg();
	call = callOrg(org);
});
afterEach(() => org.close());

const bytes = Buffer.from([0, 1, 2, 0xff, 0x0d, 0x0a, 0x2d, 0x2d, 0x63]);

function multipart(json: object, partName: string, name = 'entity_content') {
	const head =
		`--b\r\nContent-Disposition: form-data; name="${name}";\r\nContent-Type: application/json\r\n\r\n` +
		`${JSON.stringify(json)}\r\n--b\r\nContent-Type: application/octet-stream\r\n` +
		`Content-Disposition: form-data; name="${partName}"; filename="a.pdf"\r\n\r\n`;
	return Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--b--\r\n')]);
}

const asMultipart = { 'content-type': 'multipart/form-data; boundary="b"' };

async function download(path: string): Promise<Buffer> {
	const response = await fetch(`${org.url}/services/data/v67.0${path}`, {
		headers: { authorization: `Bearer ${org.issueToken()}` },
	});
	expect([response.status, response.headers.get('content-type')]).toEqual([
		200,
		'application/octet-stream',
	]);
	return Buffer.from(await response.arrayBuffer());
}

describe('files', () => {
	it('takes base64 in JSON, and makes document and links', async () => {
		const [account] = org.insert('Account', [{ Name: 'Acme' }]);
		const { status, body } = await call('POST', '/sobjects/ContentVersion', {
			PathOnClient: 'folder/offer.pdf',
			VersionData: bytes.toString('base64'),
			FirstPublishLocationId: account,
		});
		expect(status).toBe(201);
		expect(await download(`/sobjects/ContentVersion/${body.id}/VersionData`)).toEqual(bytes);
		const q = (soql: string) => call('GET', `/query?q=${encodeURIComponent(soql)}`);
		const version = await q(
			`SELECT ContentDocumentId, Title, FileExtension, ContentSize, VersionNumber, IsLatest, VersionData FROM ContentVersion WHERE Id = '${body.id}'`,
		);
		const [record] = version.body.records;
		expect(record).toMatchObject({
			ContentDocumentId: expect.stringMatching(/^069\w{15}$/),
			Title: 'offer',
			FileExtension: 'pdf',
			ContentSize: bytes.length,
			VersionNumber: '1',
			IsLatest: true,
			VersionData: `/services/data/v67.0/sobjects/ContentVersion/${body.id}/VersionData`,
		});
		const links = org.records('ContentDocumentLink');
		expect(links).toMatchObject([
			{ ContentDocumentId: record.ContentDocumentId, ShareType: 'I' },
			{ ContentDocumentId: record.ContentDocumentId, LinkedEntityId: account, ShareType: 'V' },
		]);
	});

	it('takes multipart uploads as they are', async () => {
		const body = multipart({ Title: 'a', PathOnClient: 'a.pdf' }, 'VersionData');
		const created = await call('POST', '/sobjects/ContentVersion', body, asMultipart);
		expect([created.status, created.body.success]).toEqual([201, true]);
		expect(await download(`/sobjects/ContentVersion/${created.body.id}/VersionData`)).toEqual(
			bytes,
		);
	});

	it('keeps attachments with their length', async () => {
		const [account] = org.insert('Account', [{ Name: 'Acme' }]);
		const body = multipart({ Name: 'a.pdf', ParentId: account }, 'Body', 'entity_attachment');
		const created = await call('POST', '/sobjects/Attachment', body, asMultipart);
		expect(created.status).toBe(201);
		expect(await download(`/sobjects/Attachment/${created.body.id}/Body`)).toEqual(bytes);
		expect(org.records('Attachment')).toMatchObject([{ BodyLength: bytes.length }]);
	});

	it('puts a new version on top of the document', async () => {
		const VersionData = bytes.toString('base64');
		const first = await call('POST', '/sobjects/ContentVersion', {
			PathOnClient: 'a.txt',
			VersionData,
		});
		const [document] = org.records('ContentDocument');
		const second = await call('POST', '/sobjects/ContentVersion', {
			PathOnClient: 'a.txt',
			VersionData,
			ContentDocumentId: document?.Id,
		});
		const versions = org.records('ContentVersion');
		expect(versions.map(({ IsLatest, VersionNumber }) => [IsLatest, VersionNumber])).toEqual([
			[false, '1'],
			[true, '2'],
		]);
		expect(first.body.id).not.toBe(second.body.id);
		expect(org.records('ContentDocument')).toMatchObject([
			{ Id: document?.Id, LatestPublishedVersionId: second.body.id },
		]);
	});

	it('links a document to a record in the same transaction, and undoes both', async () => {
		const [account] = org.insert('Account', [{ Name: 'Acme' }]);
		const data = '/services/data/v67.0';
		const request = (linkedEntityId: string) => ({
			allOrNone: true,
			compositeRequest: [
				{
					method: 'POST',
					url: `${data}/sobjects/ContentVersion`,
					referenceId: 'file',
					body: { PathOnClient: 'a.txt', VersionData: 'YQ==' },
				},
				{
					method: 'GET',
					url: `${data}/query?q=SELECT+ContentDocumentId+FROM+ContentVersion+WHERE+Id='@{file.id}'`,
					referenceId: 'doc',
				},
				{
					method: 'POST',
					url: `${data}/sobjects/ContentDocumentLink`,
					referenceId: 'link',
					body: {
						ContentDocumentId: '@{doc.records[0].ContentDocumentId}',
						LinkedEntityId: linkedEntityId,
						ShareType: 'V',
					},
				},
			],
		});
		const failed = await call('POST', '/composite', request('001000000000000AAA'));
		expect(failed.body.compositeResponse[2].httpStatusCode).toBe(400);
		for (const object of ['ContentVersion', 'ContentDocument', 'ContentDocumentLink']) {
			expect(org.records(object)).toEqual([]);
		}
		const saved = await call('POST', '/composite', request(account ?? ''));
		expect(saved.body.compositeResponse[2].httpStatusCode).toBe(201);
		expect(org.records('ContentDocument')).toHaveLength(1);
	});

	it('lets links be asked for by document or record only', async () => {
		const q = (soql: string) => call('GET', `/query?q=${encodeURIComponent(soql)}`);
		const all = 'SELECT Id FROM ContentDocumentLink';
		const refused = await q(`${all} WHERE ShareType = 'V'`);
		expect([refused.status, refused.body[0].errorCode]).toEqual([400, 'MALFORMED_QUERY']);
		expect((await q(all)).status).toBe(400);
		const ids = "('001000000000000AAA', '003000000000000AAA')";
		expect((await q(`${all} WHERE ShareType = 'V' AND LinkedEntityId IN ${ids}`)).status).toBe(200);
		expect((await q(`${all} WHERE ContentDocumentId = '069000000000000AAA'`)).status).toBe(200);
	});

	const collection = (records: object[], parts: Record<string, string>) =>
		Buffer.from(
			[
				'--b',
				'Content-Disposition: form-data; name="collection"',
				'Content-Type: application/json',
				'',
				JSON.stringify({ allOrNone: false, records }),
				...Object.entries(parts).flatMap(([name, content]) => [
					'--b',
					`Content-Disposition: form-data; name="${name}"; filename="${name}.txt"`,
					'Content-Type: text/plain',
					'',
					content,
				]),
				'--b--',
				'',
			].join('\r\n'),
		);

	const version = (part: string, fields: object = {}) => ({
		attributes: {
			type: 'ContentVersion',
			binaryPartName: part,
			binaryPartNameAlias: 'VersionData',
		},
		PathOnClient: `${part}.txt`,
		...fields,
	});

	it('takes files of several records in one collection, each with its own outcome', async () => {
		org.setPolicy({ fileBarredExtensions: ['exe'] });
		const body = collection([version('a'), version('b', { PathOnClient: 'b.exe' }), version('c')], {
			a: 'one',
			b: 'two',
			c: 'three',
		});
		const saved = await call('POST', '/composite/sobjects', body, asMultipart);
		expect((saved.body as Array<{ success: boolean }>).map(({ success }) => success)).toEqual([
			true,
			false,
			true,
		]);
		const id = saved.body[2].id as string;
		expect(String(await download(`/sobjects/ContentVersion/${id}/VersionData`))).toBe('three');
	});

	it.each([
		['a part that no record names', [version('a')], { a: '1', b: '2' }],
		['a record whose part is missing', [version('a'), version('b')], { a: '1' }],
	])('refuses a collection with %s', async (_, records, parts) => {
		const body = collection(records, parts);
		const refused = await call('POST', '/composite/sobjects', body, asMultipart);
		expect([refused.status, refused.body[0].errorCode]).toEqual([400, 'INVALID_MULTIPART_REQUEST']);
		expect(org.records('ContentVersion')).toEqual([]);
	});

	it('holds files to their largest size, alone and together', async () => {
		org.setPolicy({ fileMaxBytes: 5, fileMaxCollectionBytes: 5 });
		const one = await call(
			'POST',
			'/sobjects/ContentVersion',
			multipart({ PathOnClient: 'a.pdf' }, 'VersionData'),
			asMultipart,
		);
		const body = collection([version('a'), version('b')], { a: '123', b: '456' });
		const many = await call('POST', '/composite/sobjects', body, asMultipart);
		expect([one.body[0].errorCode, many.body[0].errorCode]).toEqual([
			'FILE_SIZE_LIMIT_EXCEEDED',
			'FILE_SIZE_LIMIT_EXCEEDED',
		]);
	});

	it('keeps no more than the size of a file, and the record as it is, if the policy says so', async () => {
		org.setPolicy({ fileDiscardsContent: true });
		const fields = { Title: 'a', PathOnClient: 'a.pdf' };
		const body = multipart(fields, 'VersionData');
		expect((await call('POST', '/sobjects/ContentVersion', body, asMultipart)).status).toBe(201);
		const size = { ContentSize: bytes.length, Checksum: null };
		expect(org.records('ContentVersion')).toMatchObject([{ ...fields, ...size }]);
	});

	it('has no more room than its storage', async () => {
		org.setPolicy({ fileStorageMB: 0 });
		const VersionData = bytes.toString('base64');
		const refused = await call('POST', '/sobjects/ContentVersion', {
			PathOnClient: 'a.txt',
			VersionData,
		});
		expect([refused.status, refused.body[0].errorCode]).toEqual([400, 'STORAGE_LIMIT_EXCEEDED']);
	});

	it('links a document to a record once, and only to one that is there', async () => {
		const [account, gone] = org.insert('Account', [{ Name: 'Acme' }, { Name: 'Gone' }]);
		org.delete('Account', [gone!]);
		await call('POST', '/sobjects/ContentVersion', { PathOnClient: 'a.txt', VersionData: 'YQ==' });
		const [document] = org.records('ContentDocument');
		const link = (LinkedEntityId: unknown) =>
			call('POST', '/sobjects/ContentDocumentLink', {
				ContentDocumentId: document!.Id,
				LinkedEntityId,
				ShareType: 'V',
			});
		expect((await link(account)).status).toBe(201);
		const twice = await link(account);
		expect(twice.body[0]).toMatchObject({
			errorCode: 'DUPLICATE_VALUE',
			fields: ['LinkedEntityId'],
		});
		expect((await link(gone)).body[0].errorCode).toBe(
			'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
		);
	});

	it('tells the length of a download, or sends it in pieces, as the policy says', async () => {
		const large = Buffer.alloc(3_000_000, 7).toString('base64');
		const { body } = await call('POST', '/sobjects/ContentVersion', {
			PathOnClient: 'a.bin',
			VersionData: large,
		});
		const lengthOf = async () => {
			const url = `${org.url}/services/data/v67.0/sobjects/ContentVersion/${body.id}/VersionData`;
			const headers = {
				authorization: `Bearer ${org.issueToken()}`,
				'accept-encoding': 'identity',
			};
			const answer = await fetch(url, { headers });
			expect((await answer.arrayBuffer()).byteLength).toBe(3_000_000);
			return answer.headers.get('content-length');
		};
		expect(await lengthOf()).toBe('3000000');
		org.setPolicy({ fileDownloadsHaveLength: false });
		expect(await lengthOf()).toBeNull();
	});

	it('refuses files without content, without a name, and broken multipart bodies', async () => {
		const missing = await call('POST', '/sobjects/ContentVersion', { Title: 'a' });
		expect([missing.status, missing.body[0].errorCode]).toEqual([400, 'REQUIRED_FIELD_MISSING']);
		const cut = multipart({ PathOnClient: 'a.pdf' }, 'VersionData').subarray(0, 150);
		const broken = await call('POST', '/sobjects/ContentVersion', cut, asMultipart);
		expect(broken.status).toBe(400);
		expect(
			(await call('GET', '/sobjects/ContentVersion/068000000000000AAA/VersionData')).status,
		).toBe(404);
	});
});
