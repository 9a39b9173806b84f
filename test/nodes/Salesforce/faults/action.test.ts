import { actionFamilies } from '../../../e2e/faults/actionFamilies';
import { meetFaults } from './meetFaults';

meetFaults(actionFamilies);
