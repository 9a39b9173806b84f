import type { Refusal } from './Refusal';

/** What is used of Express's response. */
export interface WebResponse {
	statusCode: number;
	status(code: number): this;
	set(name: string, value: string): this;
	send(body?: unknown): unknown;
}

const NAMESPACE = 'http://schemas.xmlsoap.org/soap/envelope/';
const envelope = (body: string) =>
	`<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope xmlns:soapenv="${NAMESPACE}"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;

/** Salesforce takes this one answer for a success, and sends the message again after any other. */
export const ACKNOWLEDGEMENT = envelope(
	'<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>',
);

const escape = (text: string) =>
	text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;' })[sign] ?? '&gt;');

function fault(status: number, reason: string): string {
	const code = status < 500 ? 'Client' : 'Server';
	return envelope(
		`<soapenv:Fault><faultcode>soapenv:${code}</faultcode><faultstring>${escape(reason)}</faultstring></soapenv:Fault>`,
	);
}

export interface SoapAnswer {
	/** Nothing is left to do with the message. */
	acknowledge(): void;
	refuse(refusal: Refusal): void;
}

/**
 * Takes over the answer to the request. What n8n answers when it has the execution, or when the execution has
 * ended, becomes an acknowledgement or a fault.
 *
 * @param onAnswer is called once with n8n's answer: whether it is an acknowledgement. The two functions don't call
 * it
 */
export function takeOverAnswer(
	response: WebResponse,
	onAnswer: (isAcknowledged: boolean) => void,
): SoapAnswer {
	const send = response.send.bind(response);
	function answer(status: number, body: string): unknown {
		response.send = send;
		return response.status(status).set('Content-Type', 'text/xml; charset=utf-8').send(body);
	}
	// n8n answers with JSON, which also goes through this function.
	response.send = () => {
		const { statusCode } = response;
		const isGood = statusCode < 300;
		onAnswer(isGood);
		if (isGood) return answer(200, ACKNOWLEDGEMENT);
		return answer(statusCode, fault(statusCode, 'The workflow did not accept the message'));
	};
	return {
		acknowledge: () => void answer(200, ACKNOWLEDGEMENT),
		refuse({ status, message }) {
			// The rest of the body is not needed.
			response.set('Connection', 'close');
			answer(status, fault(status, message));
		},
	};
}
