import type { SalesforceRecord } from '../pages';
import type { RecordInput } from '../rows/carrier';

/** A record of a tree. */
export interface TreeNode {
	/** API name. */
	object: string;
	/** As REST takes them, without the key and the links. */
	fields: SalesforceRecord;
	/** What finds the record: an external ID, or `Id` for one that is there. Without one it is created. */
	key?: { field: string; value: string };
	/** Lookup fields that point at other records of the tree, a child's at its parent among them. */
	links: Record<string, TreeNode>;
	/** By the name of the relationship. */
	children: Record<string, TreeNode[]>;
}

/** A record with its children: saved as a whole, or not at all. */
export interface TreeRow extends RecordInput {
	root: TreeNode;
}

/** A record's place in its tree: empty for the parent, `Contacts[1].Cases[0]`. */
export const pathTo = (parent: string, relationship: string, at: number): string =>
	`${parent === '' ? '' : `${parent}.`}${relationship}[${at}]`;
