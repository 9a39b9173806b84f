import type { IWorkflowMetadata } from 'n8n-workflow';

const PACKAGE = 'n8n-nodes-salesforce-server-to-server';

/**
 * How a workflow calls itself in `Sforce-Call-Options`: Salesforce puts the name into the event log and, as
 * `changeOrigin`, into the change events that its writes make.
 */
export const clientNameOf = (workflowId: IWorkflowMetadata['id']): string =>
	workflowId === undefined || workflowId === '' ? PACKAGE : `${PACKAGE}/${workflowId}`;
