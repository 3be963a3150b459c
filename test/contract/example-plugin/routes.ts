import { jsonAnswer, type Route } from '../../../plugins/sdk/index.js';
import { noticesAfter } from './board.js';
import type { KabarConfig } from './config.js';

/** Milliseconds that a reader waits for news; less than the deadline of the route. */
const patience = 8_000;

/** `GET /channels/kabar/notices?after=3`: notices behind a number, at once or as soon as there is one. For everybody. */
const notices: Route<KabarConfig> = {
  method: 'GET',
  path: 'notices',
  async handle({ query }, context) {
    const after = query.get('after') ?? '0';
    if (!/^\d{1,9}$/.test(after))
      return jsonAnswer(400, { error: { code: 'BAD_REQUEST', message: 'after: expected the number of a notice.' } });
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(patience)]);
    return jsonAnswer(200, await noticesAfter(Number(after), context, signal));
  },
};

export const routes: readonly Route<KabarConfig>[] = [notices];
