import { actionFamilies } from './actionFamilies';
import { bulkFamilies } from './bulkFamilies';
import { fileFamilies } from './fileFamilies';
import { readFamilies } from './readFamilies';
import { treeFamilies } from './treeFamilies';
import type { Family } from './types';
import { writeFamilies } from './writeFamilies';

/** The families of the node's operations, in the order of the docs' table. */
export const nodeFamilies: readonly Family[] = [
	...writeFamilies,
	...treeFamilies,
	...readFamilies,
	...actionFamilies,
	...bulkFamilies,
	...fileFamilies,
];
