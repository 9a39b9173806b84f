import { writeFamilies } from '../../../e2e/faults/writeFamilies';
import { meetFaults } from './meetFaults';

meetFaults(writeFamilies);
