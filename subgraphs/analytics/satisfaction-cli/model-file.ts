import { parseModel, type PathModel, SatisfactionError } from '../domain/satisfaction/index.js';
import { CommandError, exitCodes } from './exit-codes.js';
import { findJsonFault } from './json-fault.js';
import type { Language } from './report/format.js';
import { parsePresentation, type Presentation } from './report/presentation.js';

/** A model file: what to estimate, and how to call things. */
export interface ModelFile {
  readonly model: PathModel;
  readonly presentation: Presentation;
}

/** Reads the text of a model file; throws CommandError (model) that names the file and the place of every fault. */
export function readModelFile(text: string, file: string, language: Language): ModelFile {
  const json = parseJson(text, file);
  try {
    return { model: parseModel(json), presentation: parsePresentation(json, language) };
  } catch (error) {
    if (error instanceof SatisfactionError || error instanceof Error) {
      throw new CommandError(exitCodes.model, `${file}: ${error.message}`);
    }
    throw error;
  }
}

function parseJson(text: string, file: string): unknown {
  const clean = text.replace(/^\ufeff/, '');
  try {
    return JSON.parse(clean);
  } catch (error) {
    const fault = findJsonFault(clean);
    if (fault === null) throw error;
    const found =
      fault.position < clean.length
        ? JSON.stringify(clean.slice(fault.position, fault.position + 12))
        : 'the end of the file';
    const place = lineAndColumn(clean, fault.position);
    throw new CommandError(
      exitCodes.model,
      `${file}, ${place}: this is not JSON: expected ${fault.expected}, found ${found}`,
    );
  }
}

function lineAndColumn(text: string, position: number): string {
  const before = text.slice(0, position).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
