import { crc32 } from 'node:zlib';
import { escapeXml } from '../core/escapeXml';

export type ExcelCell = string | number | boolean | null;

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** `A`, …, `Z`, `AA`, …: a column's letters, counted from 0. */
const lettersOf = (column: number): string =>
	(column >= 26 ? lettersOf(Math.floor(column / 26) - 1) : '') +
	String.fromCharCode(65 + (column % 26));

function writeCell(cell: ExcelCell, place: string): string {
	if (cell === null) return `<c r="${place}"/>`;
	if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
	if (typeof cell === 'boolean') return `<c r="${place}" t="b"><v>${Number(cell)}</v></c>`;
	return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(cell)}</t></is></c>`;
}

const writeSheet = (rows: readonly (readonly ExcelCell[])[]) =>
	`${XML}<worksheet xmlns="${MAIN}"><sheetData>${rows
		.map((row, at) => {
			const cells = row.map((cell, column) => writeCell(cell, `${lettersOf(column)}${at + 1}`));
			return `<row r="${at + 1}">${cells.join('')}</row>`;
		})
		.join('')}</sheetData></worksheet>`;

/** A workbook of one sheet, as bytes of an .xlsx file. */
export function writeExcel(sheet: string, rows: readonly (readonly ExcelCell[])[]): Buffer {
	return writeZip({
		'[Content_Types].xml': `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPES}.worksheet+xml"/></Types>`,
		'_rels/.rels': `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escapeXml(sheet.slice(0, 31))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		'xl/worksheets/sheet1.xml': writeSheet(rows),
	});
}

/** A zip archive whose files are stored as they are. */
function writeZip(files: Readonly<Record<string, string>>): Buffer {
	const parts: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const [name, text] of Object.entries(files)) {
		const content = Buffer.from(text);
		const path = Buffer.from(name);
		// Version, flags, method, time, date; then checksum and both sizes; then the lengths of the names.
		const common = Buffer.alloc(26);
		common.writeUInt16LE(20, 0);
		common.writeUInt16LE(0x21, 8);
		common.writeUInt32LE(crc32(content), 10);
		common.writeUInt32LE(content.length, 14);
		common.writeUInt32LE(content.length, 18);
		common.writeUInt16LE(path.length, 22);
		const entry = Buffer.alloc(14);
		entry.writeUInt32LE(offset, 10);
		const madeBy = Buffer.from([20, 0]);
		parts.push(Buffer.from('PK\u0003\u0004'), common, path, content);
		directory.push(Buffer.from('PK\u0001\u0002'), madeBy, common, entry, path);
		offset += 30 + path.length + content.length;
	}
	const list = Buffer.concat(directory);
	const end = Buffer.alloc(18);
	const count = Object.keys(files).length;
	end.writeUInt16LE(count, 4);
	end.writeUInt16LE(count, 6);
	end.writeUInt32LE(list.length, 8);
	end.writeUInt32LE(offset, 12);
	return Buffer.concat([...parts, list, Buffer.from('PK\u0005\u0006'), end]);
}
