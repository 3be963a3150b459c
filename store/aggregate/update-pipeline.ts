import { isDocument } from '../bson/types.js';
import type { Document } from '../bson/types.js';
import { badValue, invalidOptions, locationError } from '../errors.js';
import { fieldOf } from '../query/path.js';
import { documentStages } from './document-stages.js';
import { startVariables } from './expression.js';

/** The name and operand of a stage; Location40323 unless it has exactly one field. */
export function stageParts(stage: unknown): [name: string, spec: unknown] {
  if (!isDocument(stage)) throw badValue('Each element of the pipeline array must be an object');
  const [entry, ...others] = Object.entries(stage);
  if (!entry || others.length > 0)
    throw locationError(40323, 'A pipeline stage specification object must contain exactly one field.');
  return entry;
}

/** Compiles an update by pipeline; InvalidOptions (72) for stages an update may not use. */
export function compileUpdatePipeline(
  stages: Document[],
  options: { let?: Document | undefined; now: Date },
): (document: Document) => Document {
  const variables = startVariables(options);
  const transforms = stages.map((stage) => {
    const [name, spec] = stageParts(stage);
    const compile = fieldOf(documentStages, name);
    if (!compile) throw invalidOptions(`${name} is not allowed to be used within an update`);
    return compile(spec, variables);
  });
  return (document) => transforms.reduce((current, transform) => transform(current), document);
}
