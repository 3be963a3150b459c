import { readFileSync } from 'node:fs';
import { parseModel } from '../../subgraphs/analytics/domain/satisfaction/index.js';
import { analyse } from '../../subgraphs/analytics/satisfaction-cli/analyse.js';
import type { Language } from '../../subgraphs/analytics/satisfaction-cli/report/format.js';
import { parsePresentation } from '../../subgraphs/analytics/satisfaction-cli/report/presentation.js';
import { renderReport } from '../../subgraphs/analytics/satisfaction-cli/report/report.js';
import { readSurvey } from '../../subgraphs/analytics/satisfaction-cli/survey/read-survey.js';
import { demoFiles } from './demo-survey.js';

/** What to make a report of. */
export interface RenderRequest {
  readonly json: unknown;
  readonly csv: Uint8Array;
  readonly language: Language;
  readonly resamples?: number;
  readonly dataFile?: string;
}

/** Estimates and renders a report as the command does, in this process; few resamples unless told. */
export async function renderSurvey({
  json,
  csv,
  language,
  resamples = 100,
  dataFile = 'survey.csv',
}: RenderRequest): Promise<string> {
  const model = parseModel(json);
  const data = readSurvey(csv, {
    file: dataFile,
    columns: model.constructs.flatMap(({ items }) => items),
    missing: { numbers: [...model.settings.missingCodes], texts: [] },
    responseScale: model.responseScale,
  });
  const skipped: string[] = [];
  const full = await analyse(data, model, {
    resamples,
    seed: 5,
    workers: 0,
    onProgress: () => undefined,
    onSkipped: (part, reason) => skipped.push(`${part}: ${reason}`),
    signal: new AbortController().signal,
  });
  if (skipped.length > 0) throw new Error(`left out: ${skipped.join('; ')}`);
  return renderReport({
    ...full,
    presentation: parsePresentation(json, language),
    language,
    provenance: {
      dataFile,
      modelFile: 'survey.model.json',
      dataSha256: '0'.repeat(64),
      created: new Date('2026-03-02T03:04:05Z'),
      program: 'kanal test',
    },
  });
}

/** A model file of the repository's tests or the demo, changed where told. */
export function modelJson(file: URL, change: (json: Record<string, unknown>) => void = () => undefined): unknown {
  const json = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  change(json);
  return json;
}

/** The demo survey and the full ECSI model: small with moderation, and large without. */
export const surveys = {
  demo: { model: demoFiles.model, csv: () => readFileSync(demoFiles.data) },
  mobi: {
    model: new URL('../pls/mobi-ecsi.model.json', import.meta.url),
    csv: () => readFileSync(new URL('../pls/mobi.csv', import.meta.url)),
  },
} as const;
