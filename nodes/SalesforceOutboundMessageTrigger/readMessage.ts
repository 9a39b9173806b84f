import { setImmediate } from 'node:timers/promises';
import { MessageReader, type OutboundMessage } from './MessageReader';
import { Refusal } from './Refusal';

/** Salesforce's own messages are far smaller. */
export const MAX_BYTES = 10 * 1024 * 1024;
/** Bytes that are read in one go: a millisecond or two. */
const PIECE = 64 * 1024;

const tooLarge = () => new Refusal(413, 'The message has more than 10 MB');

function* cut(chunk: Uint8Array): Generator<Uint8Array> {
	for (let at = 0; at < chunk.length; at += PIECE) yield chunk.subarray(at, at + PIECE);
}

async function parseMessage(
	source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<OutboundMessage> {
	const { SaxesParser } = await import('saxes');
	const parser = new SaxesParser({ xmlns: true });
	const reader = new MessageReader(parser);
	const decoder = new TextDecoder('utf-8', { fatal: true });
	let size = 0;
	for await (const chunk of source) {
		size += chunk.length;
		if (size > MAX_BYTES) throw tooLarge();
		for (const piece of cut(chunk)) {
			parser.write(decoder.decode(piece, { stream: true }));
			await setImmediate();
		}
	}
	parser.write(decoder.decode()).close();
	return reader.conclude();
}

const toRefusal = (error: unknown) =>
	error instanceof Refusal
		? error
		: new Refusal(400, 'This is not an outbound message: its XML is malformed');

/**
 * Reads an outbound message while it comes in. Between two pieces other work gets its turn. A message that is
 * refused is refused at once, before the rest is read.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_wsdl.htm
 *
 * @param source the body's bytes
 * @param declared the length that the sender declares, if it does
 * @throws Refusal if it is not such a message: other XML, malformed, with a DOCTYPE, more than 10 MB
 */
export async function readMessage(
	source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
	declared?: number,
): Promise<OutboundMessage> {
	if (declared !== undefined && declared > MAX_BYTES) throw tooLarge();
	return parseMessage(source).catch((error: unknown) => {
		throw toRefusal(error);
	});
}
