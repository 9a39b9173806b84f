import { main } from './run';

const stop = new AbortController();
// Once: a second signal ends the process, clean-up or not.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

void main(process.argv.slice(2), { signal: stop.signal }).then((code) => {
	process.exitCode = code;
});
