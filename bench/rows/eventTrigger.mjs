/**
 * The event trigger as it ships, in the place of n8n: executions of batches that end at once, or never. Says as lines
 * of JSON what it was given.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const {
	SalesforceEventTrigger,
} = require('../../dist/nodes/SalesforceEventTrigger/SalesforceEventTrigger.node.js');

const [url, clientId, endpoint, count, ending] = process.argv.slice(2);
const say = (told) => console.log(JSON.stringify(told));
const staticData = {};
const parameters = {
	authentication: 'clientCredentials',
	listenTo: 'changeEvents',
	objects: ['Account'],
	startFrom: ending === 'atOnce' ? 'retained' : 'new',
	options: { endpoint, executionsPer: 'batch', maxRunning: ending === 'never' ? 1 : 10 },
};
let [items, started] = [0, 0];
const log = () => {};
const fail = (error) => {
	console.error(error);
	process.exit(1);
};

function emit([given], _, done) {
	started ||= performance.now();
	items += given.length;
	const [{ json }] = given;
	if (ending === 'each') say({ late: Date.now() - Number(json.Name) });
	if (ending !== 'never') done.resolve({});
	if (items >= Number(count)) {
		say({ items, milliseconds: performance.now() - started });
		process.exit(0);
	}
}

await new SalesforceEventTrigger().trigger.call({
	getNode: () => ({ id: 'node', name: 'Trigger', type: 'x', typeVersion: 1, parameters }),
	getWorkflow: () => ({ id: 'workflow', name: 'Flow', active: true }),
	getMode: () => 'trigger',
	getActivationMode: () => 'activate',
	getNodeParameter: (name, fallback) => parameters[name] ?? fallback,
	getCredentials: () => ({
		myDomainUrl: url,
		consumerKey: clientId,
		consumerSecret: process.env.CLIENT_SECRET,
	}),
	getWorkflowStaticData: () => staticData,
	logger: { info: log, warn: log, error: log, debug: log },
	emit,
	emitError: fail,
	saveFailedExecution: fail,
});
say({ ready: true });

/** Memory after a collection, each time it is asked for. */
process.stdin.on('data', () => {
	globalThis.gc?.();
	say({ items, megabytes: process.memoryUsage().rss / 1e6 });
});
