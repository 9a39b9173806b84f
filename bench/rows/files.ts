import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BenchRow, createRow } from '../BenchRow';
import { downloadByHand, readFiles } from '../fileNodes';
import { describeSpeed, type Measured, measureBare, measureTransfer } from '../measureTransfer';
import { median } from '../median';
import type { Bench } from '../openBench';
import { peakMemory } from '../peakMemory';
import { codeNode, type NodeToRun, runNode } from '../runNode';

const FILE_BYTES = 500e6;
const RUNS = 3;
const SMALL_FILES = 200;
const SMALL_BYTES = 50_000;
const SMALL_RUNS = 7;
const VERSIONS = '/services/data/v67.0/sobjects/ContentVersion';

const idLocator = (value: string) => ({ __rl: true, mode: 'id', value });

/** Bytes that no packing makes less of. */
function* makeBytes(): Generator<Buffer> {
	const piece = Buffer.alloc(1e6);
	for (let at = 0; at < piece.length; at += 1) piece[at] = (at * 7919 + (at >> 8)) & 255;
	for (let bytes = 0; bytes < FILE_BYTES; bytes += piece.length) yield piece;
}

/** Files of earlier executions: the next ones would wait for the disk that writes them. */
async function emptyStore({ n8n }: Bench): Promise<void> {
	const paths = await readdir(n8n.userFolder, { recursive: true });
	const stores = paths.filter((path) => path.endsWith('/binary_data'));
	await Promise.all(
		stores.map((path) => rm(join(n8n.userFolder, path), { recursive: true, force: true })),
	);
}

function toRows(what: string, idle: number, own: Measured, http: Measured): BenchRow[] {
	const [extra, above] = [own.peak - http.peak, own.peak - idle];
	const isHeldWhole = (http.peak - idle) * 1e6 > FILE_BYTES;
	return [
		createRow({
			what: `${what}: speed`,
			figure: describeSpeed(own, http),
			bar: '>= 80 %',
			value: own.share,
			atLeast: 80,
		}),
		createRow({
			what: `${what}: peak memory`,
			figure: `${above.toFixed(0)} MB above idle, ${Math.abs(extra).toFixed(0)} MB ${extra > 0 ? 'above' : 'below'} the HTTP Request node${isHeldWhole ? ', which holds the file' : ''} (${own.peak.toFixed(0)} MB beside ${http.peak.toFixed(0)} MB)`,
			bar: isHeldWhole ? '<= 60 MB above idle' : '<= 20 MB above',
			value: isHeldWhole ? above : extra,
			atMost: isHeldWhole ? 60 : 20,
		}),
	];
}

/** The JSON part, which Salesforce asks for with its type: by hand it is a small file beside the large one. */
const withEntity = (fields: Record<string, string>) => {
	const data = Buffer.from(JSON.stringify(fields)).toString('base64');
	const entity = { data, mimeType: 'application/json', fileName: 'entity.json' };
	return codeNode(
		`return $input.all().map((item) => ({ ...item, binary: { ...item.binary, entity: ${JSON.stringify(entity)} } }));`,
	);
};

/** A file's upload by hand. */
const uploadByHand = ({ org, httpRequest }: Bench, input: NodeToRun['input']): NodeToRun => ({
	contestant: httpRequest,
	typeVersion: 4.2,
	...(input && { input }),
	parameters: {
		method: 'POST',
		url: org.url + VERSIONS,
		nodeCredentialType: 'salesforceJwtBearerApi',
		sendBody: true,
		contentType: 'multipart-form-data',
		bodyParameters: {
			parameters: [
				{ parameterType: 'formBinaryData', name: 'entity_content', inputDataFieldName: 'entity' },
				{ parameterType: 'formBinaryData', name: 'VersionData', inputDataFieldName: 'data' },
			],
		},
		options: {},
	},
});

/** n8n's memory while it does nothing, once it has loaded what it needs. */
async function measureIdle(bench: Bench): Promise<number> {
	await runNode(bench, {
		contestant: bench.own,
		parameters: { resource: 'org', operation: 'getLimits', options: {} },
	});
	return (await peakMemory(bench.n8n.pid, () => sleep(2_000))).peak;
}

async function measureLarge(bench: Bench): Promise<BenchRow[]> {
	const { org, own, folder } = bench;
	const file = join(folder, 'large.bin');
	await pipeline(Readable.from(makeBytes()), createWriteStream(file));
	// The one to be downloaded is kept; of the others only the size.
	await measureBare(bench, 'POST', VERSIONS, file);
	const id = String(org.records('ContentVersion')[0]?.Id);
	org.setPolicy({ fileDiscardsContent: true, fileStorageMB: 1_000_000 });
	const idle = await measureIdle(bench);
	const content = `${VERSIONS}/${id}/VersionData`;
	const measure = (node: NodeToRun, bare?: () => Promise<number>) =>
		measureTransfer(bench, {
			runs: RUNS,
			node: () => Promise.resolve(node),
			tidy: () => emptyStore(bench),
			...(bare && { bare }),
		});
	const download = { resource: 'file', operation: 'download', fileId: idLocator(id), options: {} };
	const down = await measure({ contestant: own, parameters: download }, () =>
		measureBare(bench, 'GET', content, join(folder, 'bare.bin')),
	);
	const upload = { resource: 'file', operation: 'upload', options: {} };
	const up = await measure({ contestant: own, input: readFiles(file), parameters: upload }, () =>
		measureBare(bench, 'POST', VERSIONS, file),
	);
	// What these hold of a file, n8n keeps: they come last.
	const downOther = await measure(downloadByHand(bench, content));
	const entity = withEntity({ PathOnClient: 'large.bin' });
	const upOther = await measure(uploadByHand(bench, [readFiles(file), entity]));
	const sizes = org.records('ContentVersion').map(({ ContentSize }) => ContentSize);
	if (sizes.some((size) => size !== FILE_BYTES)) throw new Error(`Uploads have ${sizes.join()}`);
	return [
		...toRows('a file of 500 MB downloaded', idle, down, downOther),
		...toRows('a file of 500 MB uploaded', idle, up, upOther),
	];
}

async function measureSmall(bench: Bench): Promise<BenchRow> {
	const { org, own } = bench;
	const folder = join(bench.folder, 'small');
	await mkdir(folder);
	for (let n = 0; n < SMALL_FILES; n += 1) {
		await writeFile(join(folder, `file-${n}.bin`), Buffer.alloc(SMALL_BYTES, n));
	}
	const [linkTo] = org.insert('Account', [{ Name: 'Bench' }]);
	const run = (batchSmallFiles: boolean, times: number) =>
		runNode(
			bench,
			{
				contestant: own,
				input: readFiles(join(folder, '*.bin')),
				parameters: { resource: 'file', operation: 'upload', linkTo, options: { batchSmallFiles } },
			},
			times,
		);
	org.setPolicy({ fileDiscardsContent: false });
	// The first run pays for loading; it isn't counted.
	await run(true, 1);
	org.setPolicy({ latencyMs: 50 });
	const together = await run(true, SMALL_RUNS);
	const [alone] = await run(false, 1);
	const [byHand] = await runNode(
		bench,
		uploadByHand(bench, [
			readFiles(join(folder, '*.bin')),
			withEntity({ PathOnClient: 'file.bin', FirstPublishLocationId: linkTo! }),
		]),
	);
	org.setPolicy({ latencyMs: 0 });
	await emptyStore(bench);
	const time = median(together.map(({ milliseconds }) => milliseconds));
	const ratio = alone!.milliseconds / time;
	const { calls } = together[0]!;
	return createRow({
		what: `${SMALL_FILES} files of 50 kB uploaded and linked at 50 ms latency`,
		figure: `${ratio.toFixed(0)} x (${time} ms beside ${alone!.milliseconds} ms), ${calls} calls beside ${alone!.calls}; the HTTP Request node, all at once: ${byHand!.milliseconds} ms, ${byHand!.calls} calls`,
		bar: '>= 20 x a call a file, <= 3 calls',
		value: ratio,
		atLeast: 20,
		holds: calls <= 3 && together.every(({ items }) => items === SMALL_FILES),
	});
}

/** Files beside n8n's HTTP Request node (memory) and a bare transfer (speed); many small ones beside a call a file. */
export async function measureFiles(bench: Bench): Promise<BenchRow[]> {
	return [...(await measureLarge(bench)), await measureSmall(bench)];
}
