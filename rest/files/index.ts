export { findFile, type FileInfo, readFileContent } from './downloadFile';
export {
	ALL_FILES,
	type FileId,
	type FileObject,
	FILES,
	parseFileId,
	parseRecordIds,
} from './fileId';
export { type FileSource, UnreadableFileError } from './FileSource';
export { type FileLink, linkFiles, type Sharing } from './linkFiles';
export { type ListedFile, listFiles, type ListOptions } from './listFiles';
export { findDocumentIds } from './lookUp';
export { MAX_FILE_BYTES } from './uploadByMultipart';
export { type FileUpload, type UploadedFile, uploadFiles, type UploadResult } from './uploadFiles';
