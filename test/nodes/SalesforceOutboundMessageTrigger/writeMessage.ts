export interface SentNotification {
	id: string;
	object?: string;
	/** Fields as XML, in the order given. */
	record: string;
}

export interface MessageText {
	organizationId?: string;
	actionId?: string;
	notifications?: SentNotification[];
	/** Stands before the envelope. @default the XML declaration */
	head?: string;
}

/** A notification id; each number another one. */
export const notificationId = (number: number) => `04lgL${String(number).padStart(10, '0')}`;

/** An outbound message, written by hand: what somebody sends who has seen one. */
export function writeMessage({
	organizationId = '00DgL0000000001',
	actionId = '04kgL0000000001',
	notifications = [{ id: notificationId(1), record: '<sf:Id>001gL0000000001</sf:Id>' }],
	head = '<?xml version="1.0" encoding="UTF-8"?>',
}: MessageText = {}): string {
	const list = notifications.map(
		({ id, object = 'Account', record }) =>
			`<Notification><Id>${id}</Id><sObject xsi:type="sf:${object}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">${record}</sObject></Notification>`,
	);
	return `${head}<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>${organizationId}</OrganizationId><ActionId>${actionId}</ActionId><SessionId xsi:nil="true"/><EnterpriseUrl>https://acme.my.salesforce.com/services/Soap/c/67.0/x</EnterpriseUrl><PartnerUrl>https://acme.my.salesforce.com/services/Soap/u/67.0/x</PartnerUrl>${list.join('')}</notifications></soapenv:Body></soapenv:Envelope>`;
}
