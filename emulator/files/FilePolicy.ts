const MB = 1024 ** 2;

/** How the org keeps files, where tests need it otherwise than Salesforce. */
export interface FilePolicy {
	/** One file of a ContentVersion, by multipart. */
	fileMaxBytes: number;
	/** One file of another object, by multipart. */
	fileMaxOtherBytes: number;
	/** All files of a collection. */
	fileMaxCollectionBytes: number;
	/** All files of the org. A Developer Edition has 20; nobody has so little at work. */
	fileStorageMB: number;
	/** Extensions that an admin has barred: `exe`. */
	fileBarredExtensions: string[];
	/** Whether the answer of a download tells its length, or comes in pieces until it ends. */
	fileDownloadsHaveLength: boolean;
	/** Whether a file that comes in is counted and thrown away, without a checksum: a store at work competes with a client that is measured on one machine. */
	fileDiscardsContent: boolean;
}

/** Files as Salesforce keeps them. */
export function createFilePolicy(): FilePolicy {
	return {
		fileMaxBytes: 2048 * MB,
		fileMaxOtherBytes: 500 * MB,
		fileMaxCollectionBytes: 500 * MB,
		fileStorageMB: 10_240,
		fileBarredExtensions: [],
		fileDownloadsHaveLength: true,
		fileDiscardsContent: false,
	};
}
