import { Readable } from 'node:stream';
import { InvalidResponseError } from '../errors';
import type { Client, OrgRequest, OrgResponse } from '../types';
import type { Shape } from './shape';

const stream: Shape<Readable> = (value) => {
	if (value instanceof Readable) return value;
	throw new InvalidResponseError('an answer that is not a stream');
};

/**
 * Asks for a stream, which the caller must read to its end or destroy.
 *
 * @param headers the form that is asked for. @default a CSV
 */
export const openStream = (
	client: Client,
	request: Omit<OrgRequest, 'shape' | 'responseType' | 'headers'>,
	headers: Record<string, string> = { Accept: 'text/csv' },
): Promise<OrgResponse<Readable>> =>
	client.request({ ...request, headers, responseType: 'stream', shape: stream });
