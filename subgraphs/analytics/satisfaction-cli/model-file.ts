import { parseModel, type PathModel, SatisfactionError } from '../domain/satisfaction/index.js';
import { CommandError, exitCodes } from './exit-codes.js';
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
    const message = error instanceof Error ? error.message : String(error);
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? Number.NaN);
    const place = Number.isFinite(position) ? `, ${lineAndColumn(clean, position)}` : '';
    const end = message.includes('end of JSON') ? ' (the file ends too early: is a bracket missing?)' : '';
    throw new CommandError(exitCodes.model, `${file}${place}: this is not JSON: ${message}${end}`);
  }
}

function lineAndColumn(text: string, position: number): string {
  const before = text.slice(0, position).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
