export { parseDocument, serializeDocument } from './codec.js';
export { compareValues, equalValues, identicalValues } from './compare.js';
export { descendingKey, indexKey } from './index-key.js';
export { add, isNumeric, multiply, subtract, toDouble } from './numbers.js';
export { showDocument } from './show.js';
export { isDocument, typeName, typeNumber } from './types.js';
export type { Document } from './types.js';
