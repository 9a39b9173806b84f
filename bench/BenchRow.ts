/** One bar of the package, measured. */
export interface BenchRow {
	/** What was measured, as a person would say it. */
	what: string;
	/** The figure with its unit, beside what it is compared with. */
	figure: string;
	/** How far the figure is past its bar: 1 is at it, 2 is twice as good, 0.5 half. */
	ratio: number;
	/** The bar in words. */
	bar: string;
	met: boolean;
}

interface Measurement {
	what: string;
	figure: string;
	bar: string;
	value: number;
	/** The bar, where more is better. */
	atLeast?: number;
	/** The bar, where less is better. */
	atMost?: number;
	/** What must be true beside, or the figure counts for nothing. @default true */
	holds?: boolean;
}

/** A figure so far past its bar that how far says nothing: memory saved, not spent. */
const FAR = 100;

function ratioOf({ value, atLeast, atMost }: Measurement): number {
	if (atLeast !== undefined) return value / atLeast;
	return value <= 0 ? FAR : Math.min((atMost ?? NaN) / value, FAR);
}

/** Holds a measured figure against its bar. */
export function createRow(measurement: Measurement): BenchRow {
	const { what, figure, bar, holds = true } = measurement;
	const ratio = ratioOf(measurement);
	return { what, figure, ratio: Number(ratio.toFixed(3)), bar, met: holds && ratio >= 1 };
}
