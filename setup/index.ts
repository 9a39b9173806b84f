export { readCredential } from './check/readCredential';
export { main } from './main';
export { createTerminal, type Terminal } from './terminal';
