/** The live page at `/`: the org's objects, records, calls, logins and jobs. */
export function renderPage(): string {
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Salesforce emulator</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>Salesforce emulator</h1><p id="org">…</p></header>
<main>
<section><h2>Figures</h2><dl id="figures"></dl></section>
<section><h2>Objects</h2><table id="objects"></table></section>
<section class="wide"><h2 id="records-title">Records</h2><div class="scroll"><table id="records"></table></div></section>
<section class="wide"><h2>Calls</h2><div class="scroll"><table id="calls"></table></div></section>
<section><h2>Logins</h2><table id="logins"></table></section>
<section><h2>Jobs</h2><table id="jobs"></table></section>
<section class="wide"><h2>Not known to the emulator</h2><table id="unknown"></table></section>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; font: 14px/1.4 system-ui, sans-serif; }
body { margin: 0; padding: 1rem 1.5rem; }
header { display: flex; gap: 1rem; align-items: baseline; flex-wrap: wrap; }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem 2rem; }
.wide { grid-column: 1 / -1; }
.scroll { overflow-x: auto; max-height: 24rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.15rem 0.6rem 0.15rem 0; border-bottom: 1px solid #8884; white-space: nowrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; margin: 0; }
dt { opacity: 0.7; } dd { margin: 0; font-variant-numeric: tabular-nums; }
button { all: unset; cursor: pointer; text-decoration: underline; }
.bad { color: #c23934; }
`;

/** Only textContent is ever set: what clients sent must not become markup. */
const SCRIPT = `
let shown = 'Contact';
const byId = (id) => document.getElementById(id);
function fill(id, columns, rows) {
	const table = byId(id);
	table.replaceChildren();
	const head = table.insertRow();
	for (const name of columns) { const th = document.createElement('th'); th.textContent = name; head.append(th); }
	for (const row of rows) {
		const line = table.insertRow();
		for (const cell of row) {
			const td = line.insertCell();
			if (cell instanceof Node) td.append(cell); else td.textContent = cell ?? '';
			if (typeof cell === 'number' && cell >= 400) td.className = 'bad';
		}
	}
}
const clock = (ms) => new Date(ms).toISOString().slice(11, 19);
function objectButton(name) {
	const button = document.createElement('button');
	button.textContent = name;
	button.onclick = () => { shown = name; refresh(); };
	return button;
}
async function refresh() {
	const state = await (await fetch('/emulator/state')).json();
	byId('org').textContent = state.url + ' · ' + state.id + ' · ' + new Date(state.now).toISOString();
	byId('figures').replaceChildren(...Object.entries({
		'API calls': state.apiUsage.used + ' of ' + state.apiUsage.max + ' today',
		Logins: state.logins, Sockets: state.sockets, Sessions: state.sessions.length, Jobs: state.jobs.length,
	}).flatMap(([name, value]) => {
		const dt = document.createElement('dt'); dt.textContent = name;
		const dd = document.createElement('dd'); dd.textContent = value;
		return [dt, dd];
	}));
	fill('objects', ['Object', 'Records'], state.objects.map((one) => [objectButton(one.name), String(one.records)]));
	fill('calls', ['At', 'Method', 'Path', 'Query', 'Status', 'User'], state.calls.map((one) =>
		[clock(one.at), one.method, one.path, new URLSearchParams(one.query).toString().slice(0, 120), one.status, one.username]));
	fill('logins', ['At', 'Grant', 'Status', 'Error'], state.tokenRequests.map((one) =>
		[clock(one.at), one.grantType.split(':').pop(), one.status, one.errorDescription]));
	fill('jobs', ['Id', 'Operation', 'Object', 'State'], state.jobs.map((one) => [one.id, one.operation, one.object, one.state]));
	fill('unknown', ['Method', 'Path', 'Reason'], state.unknownRequests.map((one) => [one.method, one.path, one.reason.split('\\n')[0]]));
	const records = await (await fetch('/emulator/records/' + shown)).json();
	byId('records-title').textContent = shown + ', newest first';
	const columns = [...new Set(records.flatMap((one) => Object.keys(one)))];
	fill('records', columns, records.map((one) => columns.map((name) => String(one[name] ?? '').slice(0, 60))));
}
refresh();
setInterval(refresh, 2000);
`;
