import { json, type Answer } from '../server/Answer';
import { type Context, type Route } from '../server/Route';
import { type SObjectType } from '../metadata/Metadata';

/** What the browser shows of the org: its tabs, and the icons and colours of its objects. */
export const appearanceRoutes: readonly Route[] = [
	{ method: 'GET', path: '/services/data/:version/tabs', handle: listTabs },
	{ method: 'GET', path: '/services/data/:version/theme', handle: describeTheme },
];

const COLORS = ['6b9ed6', 'e8b53f', 'f88962', 'fcb95b', '65cae4', '4a7de6', 'ef7ead', '3bda9d'];

/** Objects that people open in the browser: those with a page and a list. */
function tabbed({ org }: Context): SObjectType[] {
	return org.metadata.objects().filter(({ definition: { flags = {}, owned } }) => {
		const isShown = flags.layoutable !== false && flags.searchable !== false;
		return isShown && flags.queryable !== false && owned !== false;
	});
}

function listTabs(context: Context): Answer {
	const { org } = context;
	return json(
		tabbed(context).map((type, index) => ({
			colors: colorsOf(index),
			custom: type.custom,
			iconUrl: `${org.url}/img/icon/${type.name.toLowerCase()}32.png`,
			icons: iconsOf(org.url, type),
			label: type.definition.labelPlural,
			miniIconUrl: `${org.url}/img/icon/${type.name.toLowerCase()}16.png`,
			name: type.custom ? type.name : `standard-${type.name}`,
			sobjectName: type.name,
			url: `${org.url}/${type.keyPrefix}/o`,
		})),
	);
}

function describeTheme(context: Context): Answer {
	const themeItems = tabbed(context).map((type, index) => ({
		colors: colorsOf(index),
		icons: iconsOf(context.org.url, type),
		name: type.name,
	}));
	return json({ themeItems });
}

function colorsOf(index: number): Record<string, string>[] {
	const color = COLORS[index % COLORS.length] ?? '';
	return ['theme4', 'theme3'].map((theme) => ({ color, context: 'primary', theme }));
}

function iconsOf(origin: string, { name }: SObjectType): Record<string, unknown>[] {
	const file = name.toLowerCase();
	return [
		{
			contentType: 'image/png',
			height: 32,
			theme: 'theme3',
			url: `${origin}/img/icon/${file}32.png`,
			width: 32,
		},
		{
			contentType: 'image/svg+xml',
			height: 0,
			theme: 'theme4',
			url: `${origin}/img/icon/t4v35/standard/${file}.svg`,
			width: 0,
		},
	];
}
