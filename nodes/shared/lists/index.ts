import type { ILoadOptionsFunctions } from 'n8n-workflow';
import * as actionLists from './listActions';
import * as lists from './listSearch';
import * as options from './loadOptions';
import { type ListPlace, toListError } from './toListError';

type Method<Answer> = (this: ILoadOptionsFunctions, filter?: string) => Promise<Answer>;

/** The same methods, whose failures tell the builder of a workflow what to do. */
export const explained = <Answer, Name extends string>(
	methods: Record<Name, Method<Answer>>,
	place: ListPlace,
): Record<Name, Method<Answer>> => {
	const entries = Object.entries<Method<Answer>>(methods).map(([name, method]) => {
		const explaining: Method<Answer> = async function (...filter) {
			try {
				return await method.call(this, ...filter);
			} catch (error) {
				throw toListError(this.getNode(), error, place);
			}
		};
		return [name, explaining];
	});
	return Object.fromEntries(entries) as Record<Name, Method<Answer>>;
};

export const listSearch = explained({ ...lists, ...actionLists }, 'picker');
export const loadOptions = explained(options, 'dropdown');
