import { readFileSync } from 'node:fs';
import { type DataTable, parseModel, type PathModel } from '../../subgraphs/analytics/domain/satisfaction/index.js';
import { readSurvey } from '../../subgraphs/analytics/satisfaction-cli/survey/read-survey.js';

const folder = new URL('../../subgraphs/analytics/domain/satisfaction-data/', import.meta.url);

/** Where the shipped demo survey stands. */
export const demoFiles = {
  data: new URL('bpu-satisfaction.synthetic.csv', folder),
  model: new URL('bpu-satisfaction.model.json', folder),
} as const;

/** The shipped demo survey and its model, parsed. */
export function demoAnalysis(): { readonly data: DataTable; readonly model: PathModel; readonly json: unknown } {
  const json: unknown = JSON.parse(readFileSync(demoFiles.model, 'utf8'));
  const model = parseModel(json);
  const data = readSurvey(readFileSync(demoFiles.data), {
    file: 'demo.csv',
    columns: model.constructs.flatMap(({ items }) => items),
    missing: { numbers: [], texts: [] },
    responseScale: model.responseScale,
  });
  return { data, model, json };
}
