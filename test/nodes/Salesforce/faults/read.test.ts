import { readFamilies } from '../../../e2e/faults/readFamilies';
import { meetFaults } from './meetFaults';

meetFaults(readFamilies);
