import { refuse } from '../core/SalesforceError';
import { type Spool } from './Spool';

/**
 * Writes an upload into the job's spool as it arrives.
 *
 * @throws SalesforceError when it is larger than `maxBytes`; the rest is read and dropped, so that
 *   the client gets the answer rather than a broken connection
 */
export async function receiveUpload(
	stream: AsyncIterable<Buffer>,
	upload: Spool,
	maxBytes: number,
): Promise<void> {
	let size = 0;
	for await (const chunk of stream) {
		size += chunk.length;
		if (size <= maxBytes) await upload.append(chunk);
	}
	if (size > maxBytes) {
		throw refuse(
			400,
			'CLIENTINPUTERROR',
			`The upload of ${size} bytes exceeds the maximum of ${maxBytes}`,
		);
	}
}
