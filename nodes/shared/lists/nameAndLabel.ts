/** `Last Name (LastName)`, and `Email` where both are the same: what lists call an object or a field. */
export const nameAndLabel = ({ name, label }: { name: string; label: string }): string =>
	label === name ? name : `${label} (${name})`;
