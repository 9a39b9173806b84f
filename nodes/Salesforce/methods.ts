import { explained } from '../shared/lists';
import * as mappers from './resourceMapping';

export { listSearch, loadOptions } from '../shared/lists';
export const resourceMapping = explained(mappers, 'dropdown');
