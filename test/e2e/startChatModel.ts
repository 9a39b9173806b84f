import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the model says next: a call of one of its tools, or the answer. */
export type Turn = { tool: string; query: Record<string, unknown> } | { text: string };

export interface ChatRequest {
	messages: Array<{ role: string; content?: unknown; tool_call_id?: string }>;
	tools?: Array<{ function: { name: string; description: string; parameters: unknown } }>;
	stream?: boolean;
}

export interface ChatModel {
	/** What a client of OpenAI's API takes as its base URL. */
	url: string;
	/** All that was asked, oldest first. */
	requests: ChatRequest[];
	close(): Promise<void>;
}

async function readJson(request: IncomingMessage): Promise<ChatRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return JSON.parse(Buffer.concat(chunks).toString()) as ChatRequest;
}

const messageOf = (turn: Turn, number: number) =>
	'text' in turn
		? { role: 'assistant', content: turn.text }
		: {
				role: 'assistant',
				content: null,
				tool_calls: [
					{
						index: 0,
						id: `call_${number}`,
						type: 'function',
						function: { name: turn.tool, arguments: JSON.stringify(turn.query) },
					},
				],
			};

function answer(response: ServerResponse, turn: Turn, number: number, isStream: boolean): void {
	const finish_reason = 'text' in turn ? 'stop' : 'tool_calls';
	const base = { id: `chatcmpl-${number}`, created: 1_767_225_600, model: 'stand-in' };
	const message = messageOf(turn, number);
	if (!isStream) {
		const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
		const choices = [{ index: 0, message, finish_reason }];
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({ ...base, object: 'chat.completion', choices, usage }));
		return;
	}
	response.setHeader('content-type', 'text/event-stream');
	const send = (delta: object, reason: string | null) => {
		const choices = [{ index: 0, delta, finish_reason: reason }];
		response.write(
			`data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', choices })}\n\n`,
		);
	};
	send(message, null);
	send({}, finish_reason);
	response.end('data: [DONE]\n\n');
}

/**
 * A chat model that says what it is told to: the chat completions endpoint of OpenAI's API on loopback, so that
 * n8n's agent, its model node and its tools run as they are.
 *
 * @param turns what it says, one for each request
 */
export async function startChatModel(turns: Turn[]): Promise<ChatModel> {
	const requests: ChatRequest[] = [];
	const server = createServer((request, response) => {
		void readJson(request).then((asked) => {
			const turn = turns[requests.push(asked) - 1];
			if (request.url?.endsWith('/chat/completions') && turn) {
				answer(response, turn, requests.length, asked.stream === true);
				return;
			}
			response.statusCode = 400;
			response.end(JSON.stringify({ error: { message: 'Nothing more to say' } }));
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/v1`,
		requests,
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}
