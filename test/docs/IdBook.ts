/** 18 characters, at least one of them a digit, the last three a checksum. */
const ID = /\b(?=[a-zA-Z]*\d)[a-zA-Z0-9]{15}[A-Z0-5]{3}\b/g;
const MOMENT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?/g;
/** What a job took. */
const DURATION = /("?(?:total|apiActive|apex)ProcessingTime"?:\s*)\d+/g;

const idsOf = (text: string): string[] => text.match(ID) ?? [];

const mask = (text: string): string =>
	text.replace(ID, '<id>').replace(MOMENT, '<moment>').replace(DURATION, '$1<duration>');

/** Which record of a page stands for which one of the org: one for one. */
export class IdBook {
	private readonly realOf = new Map<string, string>();
	private readonly writtenOf = new Map<string, string>();

	bind(written: string, real: string): void {
		this.realOf.set(written, real);
		this.writtenOf.set(real, written);
	}

	/** A text of the page as the org understands it. */
	toReal(text: string): string {
		return text.replace(ID, (id) => this.realOf.get(id) ?? id);
	}

	/** A text of the org as the page has it. */
	toWritten(text: string): string {
		return text.replace(ID, (id) => this.writtenOf.get(id) ?? id);
	}

	/** Both texts with what differs in every run taken out; where the ids fit, they are the same text. */
	compare(written: string, real: string): { written: string; real: string } {
		const masked = { written: mask(written), real: mask(real) };
		if (masked.written !== masked.real) return masked;
		const ids = idsOf(written);
		const fits = idsOf(real).every((id, at) => this.fits(ids[at]!, id));
		return fits ? masked : { written, real: this.toWritten(real) };
	}

	private fits(written: string, real: string): boolean {
		const known = this.realOf.get(written) ?? this.writtenOf.get(real);
		if (known === undefined) this.bind(written, real);
		return this.realOf.get(written) === real;
	}
}
