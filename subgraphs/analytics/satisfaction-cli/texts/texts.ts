import type { Language } from '../report/format.js';
import { english } from './english.js';
import { indonesian } from './indonesian.js';
import type { Texts } from './text.types.js';

const all: Record<Language, Texts> = { id: indonesian, en: english };

/** The texts of a language. */
export function textsIn(language: Language): Texts {
  return all[language];
}
