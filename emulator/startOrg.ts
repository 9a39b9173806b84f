import { randomInt } from 'node:crypto';
import { approvalsOf } from './approvals/Approvals';
import { type ConnectedApp } from './auth/ConnectedApp';
import { sharedKeyAndCertificate } from './auth/certificate';
import { installApp } from './auth/installApp';
import { createRandom } from './core/createRandom';
import { base62, to18 } from './core/ids';
import { OrgState } from './core/OrgState';
import { createOrgHandle } from './createOrgHandle';
import { eventsOf } from './events/eventsOf';
import { saveFiles } from './files/saveFiles';
import { families } from './families';
import { loadObjects } from './metadata/loadObjects';
import { Metadata } from './metadata/Metadata';
import { type Org, type OrgOptions } from './Org';
import { servePubSub } from './pubsub/PubSubServer';
import { reportsOf } from './reports/ReportTable';
import { seedSampleData } from './samples/seedSampleData';
import { seedVirtualRows } from './samples/seedVirtualRows';
import { seedUsers, INTEGRATION_USERNAME } from './samples/seedUsers';
import { listen } from './server/createServer';
import { handleRequest } from './server/handleRequest';
import { Router } from './server/Router';

const router = new Router(families.flat());

/**
 * Starts an org on loopback, isolated from every other one.
 *
 * @throws Error if the port is taken
 */
export async function startOrg(options: OrgOptions = {}): Promise<Org> {
	const now = options.now ?? Date.now;
	const metadata = new Metadata([...loadObjects(), ...(options.objects ?? [])], now);
	const random = createRandom(options.randomSeed ?? randomInt(2 ** 32));
	const org = new OrgState({
		id: to18(`00DgL${base62(Math.floor(random() * 62 ** 7), 10)}`),
		metadata,
		now,
		signingKey: () => sharedKeyAndCertificate().privateKey,
	});
	Object.assign(org.policy, options.policy);
	seedUsers(org);
	seedVirtualRows(org);
	if (options.sampleData) seedSampleData(org, String(org.findUser(INTEGRATION_USERNAME)?.Id));
	eventsOf(org);
	saveFiles(org);
	approvalsOf(org);
	reportsOf(org);
	org.apps.push(createApp(random));
	if (options.appFolder !== undefined) installApp(org, options.appFolder);
	const server = await listen({
		port: options.port,
		tls: options.tls,
		onSocket: (socket) => {
			org.sockets++;
			org.openSockets++;
			socket.once('close', () => org.openSockets--);
		},
		onRequest: (request, response) => {
			handleRequest(org, router, request, response).catch(() => response.destroy());
		},
	});
	org.url = server.url;
	const pubSub =
		options.pubSub && (await servePubSub(org, { tls: options.tls, ...options.pubSub }));
	return createOrgHandle(
		org,
		async () => {
			await org.runClosers();
			await server.close();
		},
		pubSub,
	);
}

function createApp(random: () => number): ConnectedApp {
	const secret = Array.from({ length: 6 }, () => base62(Math.floor(random() * 62 ** 4), 4)).join(
		'',
	);
	return {
		name: 'Integration',
		kind: 'externalClientApp',
		clientId: `3MVG9${base62(Math.floor(random() * 62 ** 8), 8)}.${secret}_emulated`,
		// Known by its form wherever it turns up.
		clientSecret: `EMULATED${secret.toUpperCase()}`,
		scopes: ['api', 'id'],
		installed: true,
		clientCredentialsEnabled: true,
		runAs: INTEGRATION_USERNAME,
		jwtBearerEnabled: true,
		certificate: () => sharedKeyAndCertificate().certificate,
		preauthorizedUsernames: [INTEGRATION_USERNAME],
		permittedUsers: 'selfAuthorize',
	};
}
