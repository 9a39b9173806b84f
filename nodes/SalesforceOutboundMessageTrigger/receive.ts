import type { IncomingMessage } from 'node:http';
import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { createTiming } from '../../http';
import { type Client, meaningOf } from '../../rest';
import { readTenantId } from '../../stream';
import { openOrg } from '../shared/salesforceClient';
import { toNodeError } from '../shared/toNodeError';
import type { Notification, OutboundMessage } from './MessageReader';
import { type Entry, NotificationBook } from './NotificationBook';
import { readMessage } from './readMessage';
import { readRecords } from './readRecords';
import { type MessageSettings, readSettings } from './readSettings';
import { Refusal } from './Refusal';
import { takeOverAnswer, type WebResponse } from './soapAnswer';

/** n8n's request: Express's, which knows the address before the proxies that N8N_PROXY_HOPS counts. */
interface WebRequest extends Pick<IncomingMessage, 'headers' | 'iterator'> {
	ip?: string;
	/** Set where n8n has read the body already. */
	rawBody?: Buffer;
}

export interface ReceiveOptions {
	/** The records are read within this, or the message comes again: Salesforce waits for 60 seconds. @default 50,000 */
	readWithinMs?: number;
}

const book = new NotificationBook();

const OTHER_ORG = 'Messages of this org are not accepted';

/** @throws Refusal */
async function takeMessage(
	request: WebRequest,
	{ isAllowed, organizationId }: MessageSettings,
): Promise<OutboundMessage> {
	if (!isAllowed(request.ip ?? '')) throw new Refusal(403, 'This address may not send messages');
	if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
		throw new Refusal(415, 'A compressed message is not accepted');
	}
	const length = request.headers['content-length'];
	const source = request.rawBody
		? [request.rawBody]
		: (request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>);
	const message = await readMessage(source, length === undefined ? undefined : Number(length));
	if (organizationId !== undefined && message.organizationId !== organizationId) {
		throw new Refusal(403, OTHER_ORG);
	}
	return message;
}

/** A message holds records of one object, as Salesforce sends them, so one call reads them all. */
function assertOneObject({ notifications }: OutboundMessage): void {
	const records = notifications.filter(({ recordId }) => recordId !== null);
	const objects = new Set(
		records.map(({ object, recordId }) => `${object} ${recordId?.slice(0, 3)}`),
	);
	if (objects.size > 1)
		throw new Refusal(400, 'This is not an outbound message: it has several objects');
}

/** A notification with its item, as it was sent or as it is read with the credential. */
type Delivered = [notification: Notification, item: INodeExecutionData];

/** @param records by ID, if they were read: a notification whose record isn't among them then gives no item */
function toItems(
	{ organizationId, actionId, enterpriseUrl, partnerUrl }: OutboundMessage,
	notifications: readonly Notification[],
	records: ReadonlyMap<string, object> | undefined,
): Delivered[] {
	return notifications.flatMap((notification): Delivered[] => {
		const { id: notificationId, object, recordId: Id, fields } = notification;
		const record = records ? records.get(Id ?? '') : { Id, ...fields };
		const about = { notificationId, organizationId, actionId, object, enterpriseUrl, partnerUrl };
		return record ? [[notification, { json: { ...record, outboundMessage: about } }]] : [];
	});
}

/** @throws Refusal for a message of another org than the credential's */
async function openClient(
	context: IWebhookFunctions,
	settings: MessageSettings,
	message: OutboundMessage,
	signal: AbortSignal,
): Promise<Client> {
	const { auth, client } = await openOrg(context, { ...settings, timing: createTiming(signal) });
	const org = readTenantId(await auth({ signal }));
	if (org !== message.organizationId) throw new Refusal(403, OTHER_ORG);
	return client;
}

/** What may go well later is refused for now, the rest is the workflow's owner's to mend. */
const sortOut = (signal: AbortSignal) => (error: unknown) => {
	const passes = signal.aborted || meaningOf(error) !== 'never';
	const reason = error instanceof Error ? error.message : String(error);
	throw passes ? new Refusal(503, `The records can't be read at the moment: ${reason}`) : error;
};

/** There is no record to start the workflow with. */
const NO_EXECUTION: IWebhookResponseData = { noWebhookResponse: true };

/**
 * The key of a notification: its ID and its record's. So nobody can use up the IDs of future notifications by
 * guessing them: a forged message does not name their records.
 */
const nameOf = ({ id, recordId }: Notification) => id.slice(0, 15) + (recordId ?? '').slice(0, 15);

function openEntry(
	context: IWebhookFunctions,
	{ dropDuplicates }: MessageSettings,
	{ notifications }: OutboundMessage,
): Entry | undefined {
	// A test in the editor may be repeated as often as needed, and is not remembered.
	if (!dropDuplicates || context.getMode() === 'manual') return undefined;
	const trigger = `${context.getWorkflow().id} ${context.getNode().id}`;
	return book.open(trigger, context.getWorkflowStaticData('node'), notifications.map(nameOf));
}

/**
 * Receives one outbound message.
 *
 * @throws NodeApiError | NodeOperationError for what the owner of the workflow must correct: n8n shows a failed
 * execution, and Salesforce sends the message again
 */
export async function receive(
	context: IWebhookFunctions,
	{ readWithinMs = 50_000 }: ReceiveOptions = {},
): Promise<IWebhookResponseData> {
	const request = context.getRequestObject() as unknown as WebRequest;
	const response = context.getResponseObject() as unknown as WebResponse;
	let entry: Entry | undefined;
	let delivered: Delivered[] = [];
	const names = () => delivered.map(([notification]) => nameOf(notification));
	const answer = takeOverAnswer(response, (isGood) => entry?.end(isGood ? names() : []));
	const work = async (): Promise<IWebhookResponseData> => {
		const settings = readSettings(context);
		const message = await takeMessage(request, settings);
		assertOneObject(message);
		const signal = AbortSignal.timeout(readWithinMs);
		const failed = sortOut(signal);
		const client = settings.hasCredential
			? await openClient(context, settings, message, signal).catch(failed)
			: undefined;
		const opened = openEntry(context, settings, message);
		if (opened?.isBusy) throw new Refusal(503, 'The message is already being processed');
		entry = opened;
		// Before the records are read: meanwhile the same message may come again.
		entry?.begin();
		const fresh = message.notifications.filter((one) => !entry || entry.fresh.has(nameOf(one)));
		const reading = client && fresh.length > 0 && readRecords(client, fresh, settings.fields);
		const records = reading ? await reading.catch(failed) : undefined;
		delivered = toItems(message, fresh, records);
		if (delivered.length > 0) {
			entry?.keep(settings.waitsForSuccess ? [] : names());
			return { workflowData: [delivered.map(([, item]) => item)] };
		}
		entry?.end([]);
		answer.acknowledge();
		return NO_EXECUTION;
	};
	try {
		return await work();
	} catch (error) {
		entry?.end([]);
		if (!(error instanceof Refusal)) throw toNodeError(context.getNode(), error);
		context.logger.warn(`An outbound message was refused: ${error.message}`);
		answer.refuse(error);
		return NO_EXECUTION;
	}
}
