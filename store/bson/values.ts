export { parseDocument, serializeDocument } from './codec.js';
export { compareStrings, compareValues, equalValues, identicalValues } from './compare.js';
export { descendingKey, indexKey } from './index-key.js';
export { add, compareNumbers, double, isNumeric, multiply, subtract, toDouble, toIndex } from './numbers.js';
export type { Numeric } from './numbers.js';
export { showDocument, showValue } from './show.js';
export { isDocument, isInt32, isTypeName, typeName, typeNameOf, typeNumber } from './types.js';
export type { Document, TypeName } from './types.js';
