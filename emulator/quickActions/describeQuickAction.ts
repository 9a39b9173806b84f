import { type OrgState } from '../core/OrgState';
import { type QuickAction } from './QuickAction';

/** What a list says of an action. */
export function describeBriefly(action: QuickAction, base: string): Record<string, unknown> {
	const { name, label, type, object } = action;
	const place =
		object === undefined ? `${base}/quickActions` : `${base}/sobjects/${object}/quickActions`;
	const url = `${place}/${name}`;
	return {
		actionEnumOrId: name,
		label,
		name,
		type,
		urls: {
			defaultValues: `${url}/defaultValues`,
			defaultValuesTemplate: `${url}/defaultValues/{ID}`,
			describe: `${url}/describe`,
			quickAction: url,
		},
	};
}

const NOTHING = [
	...['accessLevelRequired', 'canvasApplicationId', 'canvasApplicationName', 'flowDevName'],
	...['flowRecordIdVar', 'height', 'iconName', 'iconUrl', 'lightningComponentBundleId'],
	...[
		'mobileExtensionId',
		'targetRecordTypeId',
		'visualforcePageName',
		'visualforcePageUrl',
		'width',
	],
];

/** All that is told of an action: its layout, and the values that the form begins with. */
export function describeQuickAction(
	org: OrgState,
	action: QuickAction,
	base: string,
): Record<string, unknown> {
	const { object = null, target, fields, parentField = null, type } = action;
	const labelOf = (name: string) => org.metadata.object(target)?.field(name)?.label ?? name;
	const layoutRows = fields.map(({ name, required = false }, row) => ({
		layoutItems: [
			{
				editableForNew: type !== 'Update',
				editableForUpdate: true,
				label: labelOf(name),
				layoutComponents: [{ displayLines: 1, tabOrder: row + 1, type: 'Field', value: name }],
				placeholder: false,
				required,
			},
		],
		numItems: 1,
	}));
	const predefined = fields.filter((field) => field.predefined !== undefined);
	return {
		...describeBriefly(action, base),
		...Object.fromEntries(NOTHING.map((name) => [name, null])),
		colors: [],
		contextSobjectType: object,
		defaultValues: predefined.map(({ name, predefined: value }) => ({
			defaultValue: value,
			field: name,
		})),
		icons: [],
		layout: { id: '0h9gL0000000001QAA', layoutRows, name: action.name },
		targetParentField: parentField,
		targetSobjectType: target,
	};
}
