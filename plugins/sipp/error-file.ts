import type { ServiceContext } from '../sdk/index.js';
import type { SippConfig } from './config.js';
import { findList, type Problem, type ProblemPage } from './hub.js';
import { problemText } from './messages.js';

const heading = ['row', 'column', 'code', 'severity', 'message_id', 'message_en'];

/** A cell as CSV. A spreadsheet runs none of it: what would begin a formula is made a text. */
export function cell(value: string | number): string {
  const text = String(value);
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",;\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const line = (cells: readonly (string | number)[]) => `${cells.map(cell).join(',')}\r\n`;

function problemLine({ row, column, code, severity, otherRow }: Problem): string {
  const text = problemText(code, otherRow);
  return line([row, column, code, severity, text.id, text.en]);
}

/** All problems of an upload as CSV, page by page as the reader takes them. Begins with a byte-order mark for spreadsheets. */
export async function* errorFile(
  context: Pick<ServiceContext<SippConfig>, 'hub'>,
  first: ProblemPage,
): AsyncGenerator<string> {
  yield `\ufeff${line(heading)}`;
  for (let page: ProblemPage | null = first; page;) {
    if (page.problems.length > 0) yield page.problems.map(problemLine).join('');
    page = page.next === null ? null : await findList(context, first.list.id, page.next);
  }
}
