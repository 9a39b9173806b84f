import { fileFamilies } from '../../../e2e/faults/fileFamilies';
import { meetFaults } from './meetFaults';

meetFaults(fileFamilies);
