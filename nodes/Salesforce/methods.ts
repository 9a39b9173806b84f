import { explained } from '../shared/lists';
import * as actionMappers from './actionMapping';
import * as mappers from './resourceMapping';

export { listSearch, loadOptions } from '../shared/lists';
export const resourceMapping = explained({ ...mappers, ...actionMappers }, 'dropdown');
