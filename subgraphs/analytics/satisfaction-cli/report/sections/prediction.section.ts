import type { PredictResult } from '../../../domain/satisfaction/index.js';
import type { ReportContext } from '../context.js';
import { type Markup, markup } from '../markup.js';
import { type Row, table, verdictBadge } from '../table.js';

const techniqueNames = { direct: 'direct antecedents', earliest: 'earliest antecedents' } as const;
const techniqueNamesIndonesian = { direct: 'anteseden langsung', earliest: 'anteseden paling awal' } as const;

/** Out-of-sample prediction by item; nothing where it was not computed. */
export function predictionSection(context: ReportContext): Markup {
  const predictions = context.analysis.predictions ?? [];
  if (predictions.length === 0) return markup``;
  const { sections, notes } = context.texts;
  const names = context.language === 'id' ? techniqueNamesIndonesian : techniqueNames;
  return markup`<section id="prediction"><h2>${sections.prediction}</h2>
${predictions.map((prediction) => markup`${predictionTable(context, prediction)}<p class="note">${notes.prediction(names[prediction.technique])}</p>`)}
</section>`;
}

function predictionTable(context: ReportContext, prediction: PredictResult): Markup {
  const { texts, format } = context;
  const { columns, sections } = texts;
  const constructs = [...new Set(prediction.items.map(({ construct }) => construct))];
  const groups = constructs.map((construct) => ({
    heading: construct,
    rows: prediction.items
      .filter((item) => item.construct === construct)
      .map((item): Row => [
        item.item,
        format.decimal(item.q2Predict),
        verdictBadge(texts, context.verdict('q2_predict', item.item)),
        { content: format.decimal(item.plsRmse), mark: item.plsRmse < item.lmRmse ? 'own' : '' },
        format.decimal(item.lmRmse),
        { content: format.decimal(item.plsMae), mark: item.plsMae < item.lmMae ? 'own' : '' },
        format.decimal(item.lmMae),
      ]),
  }));
  const errors = [columns.plsRmse, columns.lmRmse, columns.plsMae, columns.lmMae];
  return table(texts, {
    caption: sections.prediction,
    columns: [
      { heading: columns.item },
      { heading: columns.q2Predict, numeric: true },
      { heading: columns.verdict },
      ...errors.map((heading) => ({ heading, numeric: true })),
    ],
    groups,
  });
}
