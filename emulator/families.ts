import { adminRoutes } from './admin/adminRoutes';
import { identityRoutes } from './auth/identityRoutes';
import { sessionRoutes } from './auth/sessionRoutes';
import { tokenEndpoint } from './auth/tokenEndpoint';
import { appearanceRoutes } from './appearance/appearanceRoutes';
import { bulkQueryRoutes } from './bulk/bulkQueryRoutes';
import { ingestRoutes } from './bulk/ingestRoutes';
import { collectionRoutes } from './collections/collectionRoutes';
import { compositeRoutes } from './composite/compositeRoutes';
import { fileRoutes } from './files/fileRoutes';
import { actionRoutes } from './actions/actionRoutes';
import { apexRestRoutes } from './apexRest/apexRestRoutes';
import { quickActionRoutes } from './quickActions/quickActionRoutes';
import { approvalRoutes } from './approvals/approvalRoutes';
import { ruleRoutes } from './approvals/ruleRoutes';
import { outboundRoutes } from './outbound/outboundRoutes';
import { listViewRoutes } from './listViews/listViewRoutes';
import { namedQueryRoutes } from './namedQueries/namedQueryRoutes';
import { recentRoutes } from './recent/recentRoutes';
import { dashboardRoutes } from './dashboards/dashboardRoutes';
import { reportRoutes } from './reports/reportRoutes';
import { limitRoutes } from './limits/limitRoutes';
import { queryRoutes } from './query/queryRoutes';
import { searchRoutes } from './search/searchRoutes';
import { type Route } from './server/Route';
import { describeRoutes } from './sobjects/describeRoutes';
import { externalIdRoutes } from './sobjects/externalIdRoutes';
import { recordRoutes } from './sobjects/recordRoutes';
import { replicationRoutes } from './sobjects/replicationRoutes';
import { versionRoutes } from './versions/versionRoutes';

/** Every family of endpoints that the org answers: one line each. */
export const families: readonly (readonly Route[])[] = [
	[tokenEndpoint],
	sessionRoutes,
	identityRoutes,
	versionRoutes,
	describeRoutes,
	recordRoutes,
	externalIdRoutes,
	replicationRoutes,
	searchRoutes,
	adminRoutes,
	outboundRoutes,
	collectionRoutes,
	queryRoutes,
	limitRoutes,
	ingestRoutes,
	bulkQueryRoutes,
	compositeRoutes,
	fileRoutes,
	reportRoutes,
	dashboardRoutes,
	listViewRoutes,
	namedQueryRoutes,
	recentRoutes,
	appearanceRoutes,
	ruleRoutes,
	approvalRoutes,
	apexRestRoutes,
	actionRoutes,
	quickActionRoutes,
];
