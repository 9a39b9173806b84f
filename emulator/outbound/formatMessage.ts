import { escapeXml } from '../core/escapeXml';
import { type SObjectType } from '../metadata/Metadata';
import { type Field } from '../metadata/types';
import { type FieldValue, type Row } from '../store/Row';

export interface MessageParts {
	organizationId: string;
	actionId: string;
	/** Origin of the org. */
	url: string;
	type: SObjectType;
	fields: readonly Field[];
	/** A row that is gone is missing. */
	notifications: readonly { id: string; recordId: string; row: Row | undefined }[];
}

const decimals = new Set(['double', 'currency', 'percent']);

function formatValue({ type }: Field, value: Exclude<FieldValue, null>): string {
	if (decimals.has(type)) {
		const text = String(value);
		return text.includes('.') ? text : `${text}.0`;
	}
	if (type === 'datetime') return String(value).replace(/\+0000$/, 'Z');
	return escapeXml(String(value));
}

/** Fields without a value are left out, and so is everything but the id of a record that is gone. */
function formatFields(fields: readonly Field[], row: Row | undefined): string {
	return fields
		.flatMap((field) => {
			const value = row?.[field.name] ?? null;
			if (value === null) return [];
			return [`     <sf:${field.name}>${formatValue(field, value)}</sf:${field.name}>\n`];
		})
		.join('');
}

/** The envelope of one message, with the blanks that Salesforce puts into it. */
export function formatMessage(parts: MessageParts): string {
	const { organizationId, actionId, url, type, fields, notifications } = parts;
	const org = organizationId.slice(0, 15);
	const list = notifications.map(
		({ id, recordId, row }) => `   <Notification>
    <Id>${id}</Id>
    <sObject xsi:type="sf:${type.name}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
     <sf:Id>${recordId}</sf:Id>
${formatFields(fields, row)}    </sObject>
   </Notification>
`,
	);
	return `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>${organizationId}</OrganizationId>
   <ActionId>${actionId}</ActionId>
   <SessionId xsi:nil="true"/>
   <EnterpriseUrl>${url}/services/Soap/c/67.0/${org}</EnterpriseUrl>
   <PartnerUrl>${url}/services/Soap/u/67.0/${org}</PartnerUrl>
${list.join('')}  </notifications>
 </soapenv:Body>
</soapenv:Envelope>`;
}
