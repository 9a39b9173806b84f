export interface PostAnswer {
	/** 0 if no answer came. */
	status: number;
	answer: string;
	isAcknowledged: boolean;
	/** What Setup shows where it isn't. */
	failure?: string;
}

const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';
const NAMESPACE = 'http://soap.sforce.com/2005/09/outbound';

/** Whether the body is an envelope whose response, in the namespace of outbound messages, says `true`. */
function isAcknowledgement(body: string): boolean {
	const ack = /<(?:\w+:)?Ack(?:\s[^>]*)?>\s*(?:true|1)\s*<\/(?:\w+:)?Ack>/.test(body);
	const response = /<(?:\w+:)?notificationsResponse[\s>]/.test(body);
	const envelope = /<(?:\w+:)?Envelope[\s>]/.test(body) && body.includes(`"${ENVELOPE}"`);
	return ack && response && envelope && body.includes(`"${NAMESPACE}"`);
}

/**
 * Posts a message and looks at the answer: a 200 with an Ack of true, or it has failed.
 *
 * @param timeoutMs Salesforce waits for 60 seconds
 */
export async function postMessage(
	url: string,
	body: string,
	timeoutMs: number,
): Promise<PostAnswer> {
	try {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: '""' },
			body,
			redirect: 'manual',
			signal: AbortSignal.timeout(timeoutMs),
		});
		const answer = await response.text();
		const { status } = response;
		const isAcknowledged = status === 200 && isAcknowledgement(answer);
		if (isAcknowledged) return { status, answer, isAcknowledged };
		const told = /<faultstring>([^<]*)</.exec(answer)?.[1];
		return { status, answer, isAcknowledged, failure: told ?? `HTTP status ${status}` };
	} catch (error) {
		const failure = error instanceof Error ? error.message : String(error);
		return { status: 0, answer: '', isAcknowledged: false, failure };
	}
}
