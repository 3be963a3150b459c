import type { PluginContext, ProviderError, SendCommand, SendOutcome } from '../../../plugins/sdk/index.js';
import type { KabarConfig } from './config.js';
import { record, text } from './parse.js';

const problem = (code: string, message: string): ProviderError => ({ code, message });
const unknown = (code: string): SendOutcome => ({
  status: 'unknown',
  error: problem(code, 'no clear answer to a request that may have arrived'),
});

/** The body of sendMessage. Pure. */
function toMessage({ recipient, content, replyTo }: SendCommand): Record<string, unknown> {
  const choices = content.kind === 'choices' ? content.choices : [];
  const keyboard = choices.map(({ id, title }) => [{ text: title, callback_data: id }]);
  const answered = Number(replyTo?.split(':')[1] ?? Number.NaN);
  return {
    chat_id: recipient.key,
    text: 'text' in content ? content.text : '',
    ...(keyboard.length > 0 ? { reply_markup: { inline_keyboard: keyboard } } : {}),
    ...(Number.isInteger(answered) ? { reply_parameters: { message_id: answered } } : {}),
  };
}

/** One try. The token stands in the address, so no error of the network is ever quoted. */
export async function send(command: SendCommand, context: PluginContext<KabarConfig>): Promise<SendOutcome> {
  const { config, fetch, signal } = context;
  try {
    const response = await fetch(`${config.apiBase}/bot${config.botToken}/sendMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(toMessage(command)),
      redirect: 'error',
      signal,
    });
    return outcomeOf(response.status, record(await response.json()), command.recipient.key);
  } catch {
    return unknown('NO_ANSWER');
  }
}

function outcomeOf(status: number, answer: Record<string, unknown>, chat: string): SendOutcome {
  const id = text(record(answer.result).message_id);
  if (answer.ok === true && id !== undefined) return { status: 'accepted', externalId: `${chat}:${id}` };
  const code = text(answer.error_code);
  if (code === undefined || status >= 500) return unknown(`HTTP_${status}`);
  if (code === '429') {
    const wait = Number(record(answer.parameters).retry_after ?? 1) * 1000;
    const error = problem(code, 'too many messages');
    return { status: 'rejected', permanent: false, effect: 'DELAY_ACCOUNT', retryAfter: wait, error };
  }
  const error = problem(code, code === '401' ? 'the token is not valid' : 'the provider refuses the message');
  return code === '401'
    ? { status: 'rejected', permanent: false, effect: 'STOP_ACCOUNT', error }
    : { status: 'rejected', permanent: true, error };
}
