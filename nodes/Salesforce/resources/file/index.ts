import type { Resource } from '../../operation';
import { deleteFile } from './delete.operation';
import { download } from './download.operation';
import { getAll } from './getAll.operation';
import { link } from './link.operation';
import { upload } from './upload.operation';
import { uploadVersion } from './uploadVersion.operation';

export const file = {
	name: 'File',
	value: 'file',
	description: 'Files of records: upload, download, versions and links',
	operations: [upload, deleteFile, download, getAll, link, uploadVersion],
} as const satisfies Resource;
