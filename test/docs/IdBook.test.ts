import { describe, expect, it } from 'vitest';
import { IdBook } from './IdBook';

const [ACME, GLOBEX] = ['001A0000015Y3fKIAS', '001A0000015Y3fLIAS'] as const;
const [first, second] = ['001gL0000000001QAA', '001gL0000000002QAA'] as const;

const isSame = (book: IdBook, written: string, real: string) => {
	const compared = book.compare(written, real);
	return compared.written === compared.real;
};

describe('what a page shows and what n8n gave', () => {
	it('are the same if only ids, moments and durations differ', () => {
		const written = `{"id":"${ACME}","at":"2026-01-31T09:30:00.000+0000","totalProcessingTime":22}`;
		const real = `{"id":"${first}","at":"2026-11-25T02:23:24.123+0000","totalProcessingTime":7}`;
		expect(isSame(new IdBook(), written, real)).toBe(true);
	});

	it('differ if a text, a number or the form of a moment does', () => {
		expect(isSame(new IdBook(), '{"a":"one"}', '{"a":"two"}')).toBe(false);
		expect(isSame(new IdBook(), '{"numberRows":2}', '{"numberRows":3}')).toBe(false);
		expect(isSame(new IdBook(), '2026-01-31T09:30:00Z', '2026-01-31T09:30:00+0000')).toBe(false);
		expect(isSame(new IdBook(), '', `${first}`)).toBe(false);
	});

	it('differ if an id stands for another record than before', () => {
		const book = new IdBook();
		book.bind(ACME, first);
		expect(isSame(book, ACME, first)).toBe(true);
		expect(isSame(book, ACME, second)).toBe(false);
		expect(isSame(book, GLOBEX, first)).toBe(false);
		expect(isSame(book, GLOBEX, second)).toBe(true);
		expect(isSame(book, `${ACME} ${GLOBEX}`, `${second} ${first}`)).toBe(false);
	});

	it('are written with the ids of the page, and run with those of the org', () => {
		const book = new IdBook();
		book.bind(ACME, first);
		expect(book.toWritten(`Id ${first}, ${second}`)).toBe(`Id ${ACME}, ${second}`);
		expect(book.toReal(`/r/Account/${ACME}/view`)).toBe(`/r/Account/${first}/view`);
	});
});
