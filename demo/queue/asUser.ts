const POSTGRES = 'postgres';

/** The user that PostgreSQL runs as where we are root, which it refuses; Debian's package makes it. */
export const postgresUser = (): string | undefined =>
	process.getuid?.() === 0 ? POSTGRES : undefined;

/**
 * A command that gives up root for `user`, where one is named, and that ends when this process is killed
 * without a word (Linux only).
 */
export function asUser(command: [string, ...string[]], user?: string): [string, ...string[]] {
	const drop = user ? ['--reuid', user, '--regid', user, '--init-groups'] : [];
	const die = process.platform === 'linux' ? ['--pdeathsig', 'SIGTERM'] : [];
	const options = [...drop, ...die];
	return options.length === 0 ? command : ['setpriv', ...options, '--', ...command];
}
