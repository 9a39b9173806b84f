/** Something a person can act on: its message is printed as it stands, without a stack. */
export class DemoError extends Error {
	override readonly name = 'DemoError';
}
