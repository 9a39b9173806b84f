/** The longest username that Salesforce accepts. It also limits the work below, whatever a workflow gives. */
const LONGEST_USERNAME = 80;

const readEntries = (allowedUsers: string): string[] =>
	allowedUsers
		.toLowerCase()
		.split(/[,\r\n]/)
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');

/** Whether the pattern covers the whole name. `*` stands for any characters, every other character for itself. */
function covers(pattern: string, name: string): boolean {
	const [start = '', ...parts] = pattern.split('*');
	const end = parts.pop();
	if (end === undefined) return start === name;
	if (!name.startsWith(start)) return false;
	let position = start.length;
	// The earliest place of each part leaves the most text for the parts after it, so nothing is tried twice.
	for (const part of parts) {
		const found = name.indexOf(part, position);
		if (found < 0) return false;
		position = found + part.length;
	}
	return name.length - end.length >= position && name.endsWith(end);
}

/**
 * Whether the credential lets a workflow act as this user: it is the credential's own user, or one of the list.
 * Case does not matter in Salesforce's usernames.
 *
 * @param allowedUsers usernames, one a line or separated by commas; `*` stands for any characters
 * @param ownUser the credential's own username
 */
export function isUserAllowed(username: string, allowedUsers: string, ownUser: string): boolean {
	const name = username.trim().toLowerCase();
	if (name === ownUser.trim().toLowerCase()) return true;
	if (name.length > LONGEST_USERNAME) return false;
	return readEntries(allowedUsers).some((entry) => covers(entry, name));
}
