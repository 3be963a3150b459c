import { isDocument, typeName } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { locationError } from '../errors.js';
import { compileAddFields, compileProjectStage, compileUnset } from '../query/projection.js';
import type { Variables } from './evaluate.js';
import { compileExpression } from './expression.js';

/** A stage that turns each document into one other. */
export type Transform = (document: Document) => Document;

function compileReplace(expression: unknown, variables: Variables): Transform {
  const evaluate = compileExpression(expression, variables);
  return (document) => {
    const result = evaluate({ root: document, variables });
    if (!isDocument(result))
      throw locationError(
        40228,
        `'newRoot' expression must evaluate to an object, but resulting value was of type: ${typeName(result)}`,
      );
    return result;
  };
}

function compileReplaceRoot(spec: unknown, variables: Variables): Transform {
  if (!isDocument(spec) || !('newRoot' in spec))
    throw locationError(40231, 'no newRoot specified for the $replaceRoot stage');
  return compileReplace(spec['newRoot'], variables);
}

/** The stages that keep documents one to one; updates by pipeline may use exactly these. */
export const documentStages: Record<string, (spec: unknown, variables: Variables) => Transform> = {
  $addFields: compileAddFields,
  $set: compileAddFields,
  $project: compileProjectStage,
  $unset: compileUnset,
  $replaceRoot: compileReplaceRoot,
  $replaceWith: compileReplace,
};
