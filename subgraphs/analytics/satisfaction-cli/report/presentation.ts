import { z } from 'zod';
import type { Language } from './format.js';

const inLanguages = z.union([z.string(), z.object({ id: z.string().optional(), en: z.string().optional() })]);

const presentationSchema = z.object({
  name: z.string().default(''),
  title: inLanguages.default(''),
  titles: inLanguages.optional(),
  data_label: z.string().nullish(),
  labels: z.record(z.string(), inLanguages).default({}),
});

/** What a model file says for readers only: titles, wording of constructs and items, and what kind of data it is for. */
export interface Presentation {
  readonly title: string;
  /** 'synthetic' puts the report under a plain notice; any other text is shown as it stands. */
  readonly dataLabel: string | null;
  /** The wording of a construct or an item; undefined where the model file gives none. */
  readonly labelOf: (name: string) => string | undefined;
}

/**
 * Reads the reader's part of a model file (`title`, `titles`, `labels`, `data_label`) in a language; a text that exists
 * only in the other language is used as it is. Throws an Error that names the key at fault.
 */
export function parsePresentation(json: unknown, language: Language): Presentation {
  const parsed = presentationSchema.safeParse(json);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'file'}: expected a text, or texts by language {"id": …, "en": …}`,
    );
    throw new Error(`The model cannot be used:\n- ${[...new Set(faults)].join('\n- ')}`);
  }
  const { name, title, titles, data_label: dataLabel, labels } = parsed.data;
  const pick = (text: z.infer<typeof inLanguages> | undefined): string | undefined => {
    if (text === undefined || typeof text === 'string') return text || undefined;
    return text[language] ?? text.id ?? text.en;
  };
  return {
    title: pick(titles) ?? pick(title) ?? name,
    dataLabel: dataLabel ?? null,
    labelOf: (id) => (Object.hasOwn(labels, id) ? pick(labels[id]) : undefined),
  };
}
