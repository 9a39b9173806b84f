import { type OrgState } from '../core/OrgState';
import { type Row } from '../store/Row';
import { offsetAt } from '../soql/dateRanges';

const PATHS: Record<string, string> = {
	enterprise: '/services/Soap/c/{version}/{org}',
	metadata: '/services/Soap/m/{version}/{org}',
	partner: '/services/Soap/u/{version}/{org}',
	rest: '/services/data/v{version}/',
	sobjects: '/services/data/v{version}/sobjects/',
	search: '/services/data/v{version}/search/',
	query: '/services/data/v{version}/query/',
	recent: '/services/data/v{version}/recent/',
	tooling_soap: '/services/Soap/T/{version}/{org}',
	tooling_rest: '/services/data/v{version}/tooling/',
	profile: '/{user}',
	feeds: '/services/data/v{version}/chatter/feeds',
	groups: '/services/data/v{version}/chatter/groups',
	users: '/services/data/v{version}/chatter/users',
	feed_items: '/services/data/v{version}/chatter/feed-items',
	feed_elements: '/services/data/v{version}/chatter/feed-elements',
};

function urlsOf(org: OrgState, userId: string, version: string): Record<string, string> {
	const urls: Record<string, string> = {};
	for (const [name, path] of Object.entries(PATHS)) {
		const filled = path
			.replace('{version}', version)
			.replace('{org}', org.id.slice(0, 15))
			.replace('{user}', userId);
		urls[name] = org.url + filled;
	}
	urls.custom_domain = org.url;
	return urls;
}

function userOf(org: OrgState, userId: string): Row {
	const user = org.store.get('User', userId);
	if (!user) throw new Error(`There is no user ${userId}`);
	return user;
}

/** A seeded user may lack the time zone that Salesforce demands of every user. */
const zoneOf = (user: Row): string => String(user.TimeZoneSidKey ?? 'GMT');

/** `/services/oauth2/userinfo`. */
export function describeUserInfo(org: OrgState, userId: string): Record<string, unknown> {
	const user = userOf(org, userId);
	const zone = zoneOf(user);
	const photo = `${org.url}/profilephoto/005`;
	return {
		sub: `${org.url}/id/${org.id}/${userId}`,
		user_id: userId,
		organization_id: org.id,
		preferred_username: user.Username,
		nickname: user.CommunityNickname,
		name: user.Name,
		email: user.Email,
		email_verified: true,
		given_name: user.FirstName ?? null,
		family_name: user.LastName,
		zoneinfo: zone,
		photos: { picture: `${photo}/F`, thumbnail: `${photo}/T` },
		profile: `${org.url}/${userId}`,
		picture: `${photo}/F`,
		address: {},
		urls: urlsOf(org, userId, '{version}'),
		active: user.IsActive,
		user_type: 'STANDARD',
		language: user.LanguageLocaleKey,
		locale: user.LocaleSidKey,
		utcOffset: offsetAt(org.now(), zone),
		updated_at: String(user.LastModifiedDate).replace('.000+0000', 'Z'),
		is_salesforce_integration_user: true,
		is_app_installed: true,
	};
}

/** The document behind a token's `id` URL. */
export function describeIdentity(
	org: OrgState,
	userId: string,
	askingUserId: string,
	version: string,
): Record<string, unknown> {
	const user = userOf(org, userId);
	const zone = zoneOf(user);
	const photo = `${org.url}/profilephoto/005`;
	return {
		id: `${org.url}/id/${org.id}/${userId}`,
		asserted_user: userId === askingUserId,
		user_id: userId,
		organization_id: org.id,
		username: user.Username,
		nick_name: user.CommunityNickname,
		display_name: user.Name,
		email: user.Email,
		email_verified: true,
		first_name: user.FirstName ?? null,
		last_name: user.LastName,
		timezone: zone,
		photos: { picture: `${photo}/F`, thumbnail: `${photo}/T` },
		addr_street: null,
		addr_city: null,
		addr_state: null,
		addr_country: null,
		addr_zip: null,
		mobile_phone: user.MobilePhone ?? null,
		mobile_phone_verified: false,
		is_lightning_login_user: false,
		status: { created_date: null, body: null },
		urls: urlsOf(org, userId, version),
		active: user.IsActive,
		user_type: 'STANDARD',
		language: user.LanguageLocaleKey,
		locale: user.LocaleSidKey,
		utcOffset: offsetAt(org.now(), zone),
		last_modified_date: user.LastModifiedDate,
		is_app_installed: true,
	};
}
