export { carryByGraphs, type GraphOptions } from './carryByGraphs';
export type { TreeNode, TreeRow } from './TreeNode';
