export { isDocument, isInt32, isTypeName, typeName, typeNameOf, typeNumber } from './types.js';
export type { Document, TypeName } from './types.js';
