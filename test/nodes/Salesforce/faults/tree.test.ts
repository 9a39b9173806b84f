import { treeFamilies } from '../../../e2e/faults/treeFamilies';
import { meetFaults } from './meetFaults';

meetFaults(treeFamilies);
