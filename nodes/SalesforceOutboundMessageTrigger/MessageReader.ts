import type { SaxesAttributeNS, SaxesParser, SaxesTagNS } from 'saxes';
import { isRecordId, toLongId } from '../../rest';
import { Refusal } from './Refusal';

/** A field as it was sent: text, null, or the parts of a compound field. */
export type SentValue = string | null | { [part: string]: SentValue };

export interface Notification {
	/** 04l…, the same when the notification is sent again. 18 characters. */
	id: string;
	/** API name of the record's object; null if a record is gone and Salesforce says no more of it. */
	object: string | null;
	/** 18 characters; null as above. */
	recordId: string | null;
	/** What was sent of the record, without its id. */
	fields: Record<string, SentValue>;
}

export interface OutboundMessage {
	/** 18 characters, as all ids here. */
	organizationId: string;
	/** 04k…: the outbound message as it is defined in Setup. */
	actionId: string;
	enterpriseUrl: string | null;
	partnerUrl: string | null;
	/** 1 to 100. */
	notifications: Notification[];
}

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const NAMESPACES = new Map([
	['http://schemas.xmlsoap.org/soap/envelope/', 'soap'],
	['http://soap.sforce.com/2005/09/outbound', 'om'],
	['urn:sobject.enterprise.soap.sforce.com', 'sf'],
	['urn:sobject.partner.soap.sforce.com', 'sf'],
]);

/** Salesforce sends no more in one message. */
const MAX_NOTIFICATIONS = 100;
/** More than any object has. */
const MAX_FIELDS = 1_000;
/** An element of Salesforce's has two. They would be held until the tag ends. */
const MAX_ATTRIBUTES = 50;
/** A part of a compound field is the seventh. */
const MAX_DEPTH = 12;

/** What an element means, by its place: the parents lead to the names that mean something below them. */
type Kind =
	'envelope' | 'body' | 'message' | 'notification' | 'record' | 'field' | 'text' | 'other';
const CHILDREN: Partial<Record<Kind, Record<string, Kind>>> = {
	envelope: { 'soap:Body': 'body' },
	body: { 'om:notifications': 'message' },
	message: {
		'om:OrganizationId': 'text',
		'om:ActionId': 'text',
		'om:EnterpriseUrl': 'text',
		'om:PartnerUrl': 'text',
		'om:Notification': 'notification',
	},
	notification: { 'om:Id': 'text', 'om:sObject': 'record' },
};

interface Element {
	kind: Kind;
	local: string;
	text: string;
	isNil: boolean;
	/** What was read within: texts of a message, fields of a record, parts of a field. */
	values: Map<string, SentValue>;
	/** The type that a record names. */
	type: string | null;
}

const malformed = (what: string) => new Refusal(400, `This is not an outbound message: ${what}`);

const isName = (name: string) => /^[a-z]\w*$/i.test(name);

/** @throws Refusal */
function readId(value: SentValue | undefined, what: string, prefix = ''): string {
	const id = typeof value === 'string' ? value.trim() : '';
	if (!isRecordId(id) || !id.startsWith(prefix)) throw malformed(`${what} is not an ID`);
	const long = toLongId(id.slice(0, 15));
	if (id.length === 18 && id !== long) throw malformed(`${what} is not an ID`);
	return long;
}

const readText = (value: SentValue | undefined) =>
	typeof value === 'string' && value.trim() !== '' ? value.trim() : null;

/**
 * Reads a message from the events of an XML parser, by namespaces and local names. It keeps nothing in memory
 * except the result. Elements that it doesn't know are skipped.
 */
export class MessageReader {
	private readonly open: Element[] = [];
	private readonly notifications: Notification[] = [];
	private message: Element | undefined;
	private attributes = 0;
	private fields = 0;

	/** @param parser whose events are read; it must know namespaces */
	constructor(private readonly parser: SaxesParser<{ xmlns: true }>) {
		parser.on('doctype', () => {
			throw malformed('it has a DOCTYPE');
		});
		parser.on('xmldecl', ({ encoding = 'utf-8' }) => {
			if (!/^utf-?8$/i.test(encoding)) throw malformed('it is not in UTF-8');
		});
		parser.on('opentagstart', () => {
			this.attributes = 0;
			if (this.open.length >= MAX_DEPTH) throw malformed('its elements are nested too deep');
		});
		parser.on('attribute', () => {
			this.attributes += 1;
			if (this.attributes > MAX_ATTRIBUTES) throw malformed('an element has too many attributes');
		});
		parser.on('opentag', (tag) => this.begin(tag));
		parser.on('text', (text) => this.append(text));
		parser.on('cdata', (text) => this.append(text));
		parser.on('closetag', () => this.end());
	}

	/**
	 * The message, once the document has ended.
	 *
	 * @throws Refusal for a document that is not an outbound message
	 */
	conclude(): OutboundMessage {
		const { message, notifications } = this;
		if (!message) throw malformed('it has no notifications');
		const text = (name: string) => message.values.get(name);
		const organizationId = readId(text('OrganizationId'), 'OrganizationId', '00D');
		const actionId = readId(text('ActionId'), 'ActionId', '04k');
		if (notifications.length === 0) throw malformed('it has no notifications');
		return {
			organizationId,
			actionId,
			enterpriseUrl: readText(text('EnterpriseUrl')),
			partnerUrl: readText(text('PartnerUrl')),
			notifications,
		};
	}

	private kindOf({ uri, local }: SaxesTagNS, parent: Element | undefined): Kind {
		const prefix = NAMESPACES.get(uri);
		const name = `${prefix}:${local}`;
		if (!parent) {
			if (name !== 'soap:Envelope') throw malformed('it is not a SOAP envelope');
			return 'envelope';
		}
		if (parent.kind === 'record' || parent.kind === 'field')
			return prefix === 'sf' ? 'field' : 'other';
		return CHILDREN[parent.kind]?.[name] ?? 'other';
	}

	private begin(tag: SaxesTagNS): void {
		const kind = this.kindOf(tag, this.open.at(-1));
		if (kind === 'message' && this.message) throw malformed('it holds several messages');
		const of = (name: string) =>
			Object.values(tag.attributes).find(
				(attribute: SaxesAttributeNS) => attribute.uri === XSI && attribute.local === name,
			)?.value;
		const isNil = ['true', '1'].includes(of('nil') ?? '');
		const type = kind === 'record' ? this.readType(of('type')) : null;
		this.open.push({ kind, local: tag.local, text: '', isNil, values: new Map(), type });
		if (kind === 'field') this.countField(tag.local);
	}

	/** `sf:Opportunity` is `Opportunity`, if `sf` is the prefix of the records' namespace. */
	private readType(name: string | undefined): string | null {
		if (name === undefined) return null;
		const [, prefix = '', local = ''] = /^(?:([^:]*):)?([^:]*)$/.exec(name.trim()) ?? [];
		const uri = this.parser.resolve(prefix);
		if (uri === undefined || NAMESPACES.get(uri) !== 'sf' || !isName(local)) {
			throw malformed('a record names no Salesforce object');
		}
		return local;
	}

	private countField(name: string): void {
		this.fields += 1;
		if (this.fields > MAX_FIELDS) throw malformed('a record has too many fields');
		if (!isName(name)) throw malformed('a field has a name that Salesforce does not allow');
	}

	private append(text: string): void {
		const element = this.open.at(-1);
		if (element?.kind === 'text' || element?.kind === 'field') element.text += text;
	}

	private end(): void {
		const element = this.open.pop();
		const parent = this.open.at(-1);
		if (!element || !parent) return;
		const { kind, local } = element;
		if (kind === 'text') this.keep(parent, local, element.isNil ? null : element.text);
		if (kind === 'field') this.keep(parent, local, valueOf(element));
		if (kind === 'record') this.closeRecord(element, parent);
		if (kind === 'notification') this.closeNotification(element);
		if (kind === 'message') this.message = element;
	}

	/** If a value occurs twice, both must be the same. */
	private keep(parent: Element, name: string, value: SentValue): void {
		const known = parent.values.get(name);
		if (known !== undefined && JSON.stringify(known) !== JSON.stringify(value)) {
			throw malformed(`${name} occurs twice`);
		}
		parent.values.set(name, value);
	}

	private closeRecord(record: Element, notification: Element): void {
		if (notification.values.has('sObject')) throw malformed('a notification has several records');
		notification.type = record.type;
		notification.values.set('sObject', record.isNil ? {} : Object.fromEntries(record.values));
		this.fields = 0;
	}

	private closeNotification({ values, type }: Element): void {
		if (this.notifications.length >= MAX_NOTIFICATIONS) {
			throw malformed(`it has more than ${MAX_NOTIFICATIONS} notifications`);
		}
		const sent = values.get('sObject');
		if (typeof sent !== 'object' || sent === null) throw malformed('a notification has no record');
		const { Id, ...fields } = sent;
		const recordId = Id === undefined || Id === null ? null : readId(Id, "A record's Id");
		if (recordId !== null && type === null) throw malformed('a record names no Salesforce object');
		this.notifications.push({
			id: readId(values.get('Id'), 'Id', '04l'),
			object: type,
			recordId,
			fields,
		});
	}
}

function valueOf({ isNil, values, text }: Element): SentValue {
	if (isNil) return null;
	return values.size > 0 ? Object.fromEntries(values) : text;
}
