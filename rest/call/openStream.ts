import { Readable } from 'node:stream';
import { InvalidResponseError } from '../errors';
import type { Client, OrgRequest, OrgResponse } from '../types';
import type { Shape } from './shape';

const stream: Shape<Readable> = (value) => {
	if (value instanceof Readable) return value;
	throw new InvalidResponseError('an answer that is not a stream');
};

/** Asks for a CSV as a stream, which the caller reads to its end or destroys. */
export const openStream = (
	client: Client,
	request: Omit<OrgRequest, 'shape' | 'responseType' | 'headers'>,
): Promise<OrgResponse<Readable>> =>
	client.request({
		...request,
		headers: { Accept: 'text/csv' },
		responseType: 'stream',
		shape: stream,
	});
