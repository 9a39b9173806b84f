export { type OpenCsv } from './CsvCursor';
export { type ColumnDelimiter, columnDelimiters, delimiterOf } from './csvDialect';
export { formatRows } from './formatRows';
export { joinCsv } from './joinCsv';
export { parseRows } from './parseRows';
export { RecordScanner } from './RecordScanner';
export { RowParser } from './RowParser';
export { type CsvPart, type CsvParts, splitCsv, type SplitOptions } from './splitCsv';
