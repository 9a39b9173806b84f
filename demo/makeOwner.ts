import { randomBytes } from 'node:crypto';
import type { Owner } from './n8nApi';

/** Made anew at each start: whoever may log in may read files and use the credentials. */
export function makeOwner(): Owner {
	return { email: 'demo@example.com', password: `Demo-${randomBytes(4).toString('hex')}-1` };
}
