import { type DataCell } from './createFactMap';
import { type ColumnType, type PlainValue } from './Report';

const CURRENCY = 'USD';

const money = (amount: number) =>
	amount.toLocaleString('en-US', { style: 'currency', currency: CURRENCY });

/** A value as a cell shows it to a user of en_US. */
export function formatCell(type: ColumnType, value: PlainValue | undefined): DataCell {
	if (value === null || value === undefined) return { label: '-', value: null };
	switch (type) {
		case 'currency':
			return { label: money(Number(value)), value: { amount: value, currency: CURRENCY } };
		case 'double':
		case 'int':
			return { label: Number(value).toLocaleString('en-US'), value };
		case 'date':
			return { label: formatDay(String(value)), value };
		case 'datetime': {
			const text = String(value);
			return { label: formatDay(text), value: text.replace('.000+0000', 'Z') };
		}
		default:
			return { label: String(value), value };
	}
}

function formatDay(text: string): string {
	const [year, month, day] = text.slice(0, 10).split('-');
	return `${Number(month)}/${Number(day)}/${year}`;
}
