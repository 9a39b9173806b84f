import { InvalidInputError } from '../../rest';

/** Chosen fields that the object does not have, or not any more. */
export class MissingFieldsError extends InvalidInputError {
	constructor(object: string, missing: readonly string[]) {
		const fields = missing.length === 1 ? 'The field' : 'The fields';
		const [are, them] = missing.length === 1 ? ['is', 'it'] : ['are', 'them'];
		super(
			`${fields} ${missing.join(', ')} of ${object} ${are} gone, or the user may no longer see ${them}`,
			`Take ${them} out of 'Fields to Return', give the user access by a permission set, or turn on 'Skip Missing Fields' under Options`,
		);
	}
}
