// Preloaded into n8n: counts what nobody handles, and tells what is alive after a collection.
import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** The longest wait for n8n's own work to let the collection through is the asker's business. */
function look(collect) {
	collect();
	const { rss, heapUsed, external } = process.memoryUsage();
	return { rss, heapUsed, external, unhandled };
}

const unhandled = [];

// The process that runs Code nodes inherits the environment, and is not what is looked at.
if (process.argv[2] === 'start') {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc');
	process.on('unhandledRejection', (reason) => {
		unhandled.push(String(reason?.stack ?? reason).slice(0, 2_000));
	});
	process.on('uncaughtExceptionMonitor', (error) => {
		unhandled.push(String(error?.stack ?? error).slice(0, 2_000));
	});
	const server = createServer((_request, response) => response.end(JSON.stringify(look(collect))));
	server.listen(Number(process.env.SOAK_PROBE_PORT), '127.0.0.1').unref();
}
