import { bulkFamilies } from '../../../e2e/faults/bulkFamilies';
import { meetFaults } from './meetFaults';

meetFaults(bulkFamilies);
