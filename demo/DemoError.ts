/** Something a person can act on: its message is printed as it stands, without a stack. */
export class DemoError extends Error {
	override readonly name: string = 'DemoError';
}

/** A command failed; the message is the last that it printed. */
export class CommandError extends DemoError {
	override readonly name = 'CommandError';
}
