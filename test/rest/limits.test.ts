import { describe, expect, it } from 'vitest';
import { readLimitInfo } from '../../rest';

describe('readLimitInfo', () => {
	const org = { used: 10_018, max: 100_000 };
	it.each([
		['the org’s figure', 'api-usage=10018/100000', org],
		['it before the app’s', 'api-usage=10018/100000; per-app-api-usage=17/250(appName=x)', org],
		['it behind the app’s', 'per-app-api-usage=240/250(appName=x); api-usage=10018/100000', org],
		['it behind a comma', 'per-app-api-usage=240/250(appName=x),api-usage=10018/100000', org],
		['none in the app’s alone', 'per-app-api-usage=240/250(appName=x)', undefined],
		['none in nothing', undefined, undefined],
	])('reads %s', (_, header, usage) => {
		expect(readLimitInfo(header)).toEqual(usage);
	});
});
