const ENTITIES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&apos;',
};

/** A text as XML has it, in an element or in an attribute. */
export const escapeXml = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
