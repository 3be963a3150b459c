import {
  startProviderServer,
  type ProviderAnswer,
  type ProviderFault,
  type SimulatedProvider,
} from '../../../plugins/sdk/testing/index.js';
import type { KabarConfig } from './config.js';
import { record, text } from './parse.js';

const failed = (status: number, rest: object = {}): ProviderAnswer => ({
  status,
  json: { ok: false, error_code: status, description: 'Simulated', ...rest },
});

/** Plays the bot API on loopback, by the provider's rules: 4096 characters, 64 bytes for the id of a button. */
export async function startKabar(config: KabarConfig): Promise<SimulatedProvider<KabarConfig>> {
  const received: Record<string, unknown>[] = [];
  const faults: ProviderFault[] = [];
  let attempts = 0;
  const take = (body: Record<string, unknown>): ProviderAnswer => {
    const rows = (record(body.reply_markup).inline_keyboard ?? []) as { callback_data: string }[][];
    const length = text(body.text)?.length ?? 0;
    const tooLong = rows.flat().some((button) => Buffer.byteLength(button.callback_data) > 64);
    if (length < 1 || length > 4096 || tooLong) return failed(400);
    received.push(body);
    return { status: 200, json: { ok: true, result: { message_id: received.length } } };
  };
  const server = await startProviderServer((request) => {
    if (request.path === `/bot${config.botToken}/getMe`) return { status: 200, json: { ok: true } };
    if (request.path !== `/bot${config.botToken}/sendMessage`) return failed(401);
    attempts += 1;
    const fault = faults.shift();
    if (fault?.kind === 'rate-limited') return failed(429, { parameters: { retry_after: fault.retryAfter / 1000 } });
    if (fault?.kind === 'refused-for-good') return failed(403);
    const answer = take(record(request.json));
    if (fault?.kind === 'unavailable') return { status: 502, json: 'Bad Gateway' };
    return fault?.kind ?? answer;
  });
  return {
    config: { ...config, apiBase: server.url },
    attempts: () => attempts,
    received: () => received,
    next: (fault) => void faults.push(fault),
    close: () => server.close(),
  };
}
