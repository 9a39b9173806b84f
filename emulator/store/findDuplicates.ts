import { type SObjectType } from '../metadata/Metadata';
import { type DuplicateRule } from '../metadata/types';
import { type WriteOptions } from './Row';
import { type Row, type RowError } from './Row';
import { type Store } from './Store';

/** Refuses a row that a duplicate rule of its object holds for another's twin. */
export function findDuplicates(
	store: Store,
	type: SObjectType,
	row: Row,
	before: Row | null,
	options: WriteOptions,
): RowError[] {
	for (const rule of type.definition.duplicateRules ?? []) {
		if (rule.allowSave && options.allowDuplicates) continue;
		const key = matchKey(rule, row);
		if (key === undefined || (before && matchKey(rule, before) === key)) continue;
		const twins = [...store.table(type.name).all()].filter(
			(other) => other.IsDeleted !== true && other.Id !== row.Id && matchKey(rule, other) === key,
		);
		if (twins.length > 0) return [describe(type, rule, twins, options)];
	}
	return [];
}

function matchKey(rule: DuplicateRule, row: Row): string | undefined {
	const values = rule.fields.map((name) => row[name] ?? null);
	return values.includes(null) ? undefined : JSON.stringify(values).toLowerCase();
}

/** `duplicateResut`: so it is spelt. */
function describe(
	type: SObjectType,
	rule: DuplicateRule,
	twins: readonly Row[],
	options: WriteOptions,
): RowError {
	const matchRecords = twins.map((twin) => ({
		additionalInformation: [],
		fieldDiffs: [],
		matchConfidence: 100.0,
		record: {
			attributes: {
				type: type.name,
				url: `/services/data/v67.0/sobjects/${type.name}/${String(twin.Id)}`,
			},
			Id: twin.Id,
			...(options.includeDuplicateDetails &&
				Object.fromEntries(rule.fields.map((name) => [name, twin[name]]))),
		},
	}));
	const duplicateResut = {
		allowSave: rule.allowSave,
		duplicateRule: rule.developerName,
		duplicateRuleEntityType: type.name,
		errorMessage: rule.message,
		matchResults: [
			{
				entityType: type.name,
				errors: [],
				matchEngine: 'FuzzyMatchEngine',
				matchRecords,
				rule: rule.matchingRule,
				size: matchRecords.length,
				success: true,
			},
		],
	};
	return {
		statusCode: 'DUPLICATES_DETECTED',
		message: rule.message,
		fields: [],
		extra: { duplicateResut },
	};
}
