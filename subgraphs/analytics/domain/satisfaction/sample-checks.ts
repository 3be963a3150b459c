import type { Layout } from './layout.js';
import type { Moments } from './moments.js';
import type { Fault } from './pls-iteration.js';
import { SatisfactionError } from './satisfaction-error.js';
import { firstCollinear } from './variance-inflation.js';

/** Throws 'too_few_cases' where a block or a regression has as many unknowns as there are cases. */
export function checkCases(layout: Layout, n: number): void {
  for (const { name, start, length } of layout.final.blocks) {
    if (n > length) continue;
    const items = layout.items.slice(start, start + length);
    throw new SatisfactionError(
      'too_few_cases',
      `Only ${n} cases for the ${length} items of construct ${name} (${items.join(', ')}); at least ${length + 1} are needed.`,
      items,
    );
  }
  layout.final.predecessors.forEach((before, block) => {
    if (n > before.length + 1) return;
    const { name } = layout.final.blocks[block]!;
    throw new SatisfactionError(
      'too_few_cases',
      `Only ${n} cases for the ${before.length} predictors of construct ${name}; at least ${before.length + 2} are needed.`,
      [name],
    );
  });
}

function collinearMessage(name: string, items: readonly string[], r: readonly number[], bad: number): string {
  const item = items[bad]!;
  const twin = r.findIndex((value) => Math.abs(value) > 1 - 1e-9);
  if (twin >= 0) {
    return `Items ${items[twin]!} and ${item} of construct ${name} are collinear (correlation ${r[twin]! > 0 ? '1' : '-1'}); remove one of them.`;
  }
  const others = items.slice(0, bad).join(', ');
  return `Item ${item} of construct ${name} is collinear: an exact combination of ${others}. Remove it from the model.`;
}

/** Throws 'items_collinear' where an item is a linear combination of others of its block; correlations must be loaded. */
export function checkCollinearity(layout: Layout, { correlation, width }: Moments): void {
  for (const { name, kind, start, length } of layout.final.blocks) {
    if (kind === 'interaction' || length === 1) continue;
    const places = Int32Array.from({ length }, (_, index) => start + index);
    const bad = firstCollinear(correlation, width, places);
    if (bad < 0) continue;
    const items = layout.items.slice(start, start + length);
    const r = Array.from({ length: bad }, (_, index) => correlation[(start + bad) * width + start + index]!);
    throw new SatisfactionError('items_collinear', collinearMessage(name, items, r, bad), [items[bad]!]);
  }
}

/** A fault of the sample itself, as the error the caller sees. */
export function toError({ code, message, subjects }: Fault): SatisfactionError {
  return new SatisfactionError(code, `The model cannot be estimated: ${message}.`, subjects);
}
