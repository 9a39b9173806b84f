import { anything, flag, list, object, optional, text } from '../call/shape';
import { SalesforceApiError } from '../errors';
import { path } from '../path';
import type { Client } from '../types';
import { adviseOnAction } from './invocableActions';

/** A quick action as a list of the org shows it. */
export interface QuickActionSummary {
	name: string;
	label: string;
	/** e.g. `Create`, `Update`, `LogACall`. */
	type: string;
}

/** A field of a quick action's form. */
export interface QuickActionField {
	name: string;
	required: boolean;
}

export interface QuickActionDescribe {
	/** The object of the record that is created or updated. */
	target: string;
	fields: QuickActionField[];
	/** What the form begins with, by field. */
	defaults: Map<string, unknown>;
}

interface LayoutComponent {
	type?: string | null;
	/** The API name of a field. */
	value?: string | null;
}

interface LayoutItem {
	required?: boolean | null;
	layoutComponents?: LayoutComponent[] | null;
}

interface RawDescribe {
	targetSobjectType: string;
	layout?: { layoutRows?: Array<{ layoutItems: LayoutItem[] }> | null } | null;
	defaultValues?: Array<{ field: string; defaultValue?: unknown }> | null;
}

const summaries = list(object<QuickActionSummary>({ name: text, label: text, type: text }));

const item = object<LayoutItem>({
	required: optional(flag),
	layoutComponents: optional(
		list(object<LayoutComponent>({ type: optional(text), value: optional(text) })),
	),
});

const describe = object<RawDescribe>({
	targetSobjectType: text,
	layout: optional(
		object<NonNullable<RawDescribe['layout']>>({
			layoutRows: optional(
				list(object<{ layoutItems: LayoutItem[] }>({ layoutItems: list(item) })),
			),
		}),
	),
	defaultValues: optional(
		list(
			object<{ field: string; defaultValue?: unknown }>({ field: text, defaultValue: anything }),
		),
	),
});

/** Those that show something to a person, and do nothing by themselves. */
const FOR_PEOPLE = /^(?:Visualforce|Canvas|Flow|Lightning|Custom)/;

const placeOf = (of?: string) =>
	of === undefined ? 'quickActions' : path`sobjects/${of}/quickActions`;

/**
 * The resource of a quick action.
 *
 * @param of the object that the action belongs to; none for a global action
 */
export const pathOfQuickAction = (name: string, of?: string): string =>
	`${placeOf(of)}/${path`${name}`}`;

/** An object's list has the global actions, but they are called by their own path. */
export const globalPathOf = (resource: string): string | undefined =>
	resource.startsWith('sobjects/') ? resource.replace(/^sobjects\/[^/]+\//, '') : undefined;

/**
 * The answer of a resource below an object, or of the same resource of a global action.
 *
 * @param ask asks one resource
 */
export async function askQuickAction<Answer>(
	resource: string,
	ask: (resource: string) => Promise<Answer>,
): Promise<Answer> {
	try {
		return await ask(resource);
	} catch (error) {
		const other = globalPathOf(resource);
		const isMissing = error instanceof SalesforceApiError && error.statusCode === 404;
		if (!isMissing || other === undefined) throw adviseOnAction(error);
		return await ask(other).catch((second: unknown) => {
			throw adviseOnAction(second);
		});
	}
}

/**
 * The quick actions that run without a person: the global ones, and those of an object with them.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_quickactions.htm
 *
 * @throws SalesforceApiError
 */
export async function listQuickActions(client: Client, of?: string): Promise<QuickActionSummary[]> {
	const { body } = await client.request({ path: placeOf(of), shape: summaries });
	return body.filter(({ type }) => !FOR_PEOPLE.test(type));
}

/**
 * The form of a quick action.
 *
 * @throws SalesforceApiError NOT_FOUND
 */
export async function describeQuickAction(
	client: Client,
	name: string,
	of?: string,
): Promise<QuickActionDescribe> {
	const { body } = await askQuickAction(pathOfQuickAction(name, of), (resource) =>
		client.request({ path: `${resource}/describe`, shape: describe }),
	);
	const items = (body.layout?.layoutRows ?? []).flatMap(({ layoutItems }) => layoutItems);
	const fields = items.flatMap(({ required, layoutComponents }) =>
		(layoutComponents ?? []).flatMap(({ type, value }) =>
			type === 'Field' && value ? [{ name: value, required: required === true }] : [],
		),
	);
	const defaults = (body.defaultValues ?? []).map(
		({ field, defaultValue }) => [field, defaultValue] as const,
	);
	return { target: body.targetSobjectType, fields, defaults: new Map(defaults) };
}
