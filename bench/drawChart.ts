import type { BenchRow } from './BenchRow';

const WIDTH = 1_000;
const ROW_HEIGHT = 34;
const TOP = 56;
const LABEL_WIDTH = 400;
/** Where the bars begin and end; half of what is asked for is at the left, sixteen times as much at the right. */
const FROM = LABEL_WIDTH + 12;
const TO = WIDTH - 16;
const LEAST = 0.5;
const MOST = 16;

const STYLE = `
	text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #24292f }
	.figure { font-size: 11px; fill: #57606a }
	.title { font-size: 16px; font-weight: 600 }
	.paper { fill: #ffffff }
	.met { fill: #1a7f37 }
	.missed { fill: #bc4c00 }
	.goal { stroke: #afb8c1; stroke-dasharray: 3 3 }
	@media (prefers-color-scheme: dark) {
		text { fill: #e6edf3 }
		.figure { fill: #9198a1 }
		.paper { fill: #0d1117 }
		.met { fill: #3fb950 }
		.missed { fill: #f0883e }
		.goal { stroke: #484f58 }
	}`;

const escapeXml = (text: string): string =>
	text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Logarithmic, so that one twice and one sixteen times as good both can be read. */
function toX(ratio: number): number {
	const inside = Math.min(Math.max(ratio, LEAST), MOST);
	return FROM + ((TO - FROM) * Math.log(inside / LEAST)) / Math.log(MOST / LEAST);
}

function drawRow({ what, figure, bar, ratio, met }: BenchRow, index: number): string {
	const y = TOP + index * ROW_HEIGHT;
	const width = Math.max(2, toX(ratio) - FROM).toFixed(1);
	return [
		`<text x="${LABEL_WIDTH}" y="${y + 12}" text-anchor="end">${escapeXml(what)}</text>`,
		`<text class="figure" x="${LABEL_WIDTH}" y="${y + 26}" text-anchor="end">asked for: ${escapeXml(bar)}</text>`,
		`<rect class="${met ? 'met' : 'missed'}" x="${FROM}" y="${y + 2}" width="${width}" height="12" rx="2"/>`,
		`<text class="figure" x="${FROM}" y="${y + 27}">${escapeXml(figure)}</text>`,
	].join('\n');
}

/**
 * The rows as a picture in SVG: how far each figure is past its bar, which is the dashed line.
 * Light and dark by the reader's own setting.
 */
export function drawChart(rows: readonly BenchRow[]): string {
	const height = TOP + rows.length * ROW_HEIGHT + 12;
	const goal = toX(1).toFixed(1);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Figures of the benchmark beside what is asked for">
<style>${STYLE}
</style>
<rect class="paper" width="${WIDTH}" height="${height}"/>
<text class="title" x="16" y="26">Measured, beside what is asked for</text>
<text class="figure" x="${goal}" y="44" text-anchor="middle">asked for</text>
<text class="figure" x="${toX(4).toFixed(1)}" y="44" text-anchor="middle">4 times as good</text>
<text class="figure" x="${TO}" y="44" text-anchor="end">16 times and more</text>
<line class="goal" x1="${goal}" y1="48" x2="${goal}" y2="${height - 8}"/>
${rows.map(drawRow).join('\n')}
</svg>
`;
}
