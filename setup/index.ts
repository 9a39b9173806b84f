export { main } from './main';
export { createTerminal, type Terminal } from './terminal';
