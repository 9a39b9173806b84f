/** What one line of the check says. */
export interface Finding {
	/** What was looked at, in a word or two. */
	check: string;
	/** `fail` if n8n can't work with it, `warn` if something won't work, `skip` if it could not be checked. */
	status: 'ok' | 'warn' | 'fail' | 'skip';
	text: string;
	/** What to do about it. */
	advice?: string;
	/** The same for programs. */
	data?: Record<string, unknown>;
}

type Details = Pick<Finding, 'advice' | 'data'>;

export const ok = (check: string, text: string, data?: Finding['data']): Finding => ({
	check,
	status: 'ok',
	text,
	...(data && { data }),
});

export const warn = (check: string, text: string, details: Details): Finding => ({
	check,
	status: 'warn',
	text,
	...details,
});

export const fail = (check: string, text: string, details: Details = {}): Finding => ({
	check,
	status: 'fail',
	text,
	...details,
});

export const skip = (check: string, text: string): Finding => ({ check, status: 'skip', text });
