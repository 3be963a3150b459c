import { createHash } from 'node:crypto';
import type { Menu, PluginContext, SendCommand, WebhookAnswer, WebhookRequest } from '../sdk/index.js';
import { changeCall } from './call-record.js';
import type { CareCenterConfig } from './config.js';
import { readEvent } from './twilio/read.js';
import { toTwiml } from './twilio/twiml.js';
import type { VoiceEvent } from './voice/contract.js';
import { respond } from './voice/dialogue.js';

/** A name for the next document of a call: it follows from what led to it, so that a repeated request gets the same. */
export const turnOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);

/** Where an officer is called: the configured address with the officer's id in the form that the address takes. */
export function officerAddress(template: string, officer: string): string {
  const id = template.startsWith('client:') ? officer.replace(/[^A-Za-z0-9_]/g, '_') : encodeURIComponent(officer);
  return template.replaceAll('{officer}', id);
}

/** Calls of one account wait in a queue of its own name. */
export const queueName = 'care-center';

/** Answers a webhook of Twilio with what the call does next. */
export async function answer(
  menu: Menu,
  request: WebhookRequest,
  messages: readonly SendCommand[],
  context: PluginContext<CareCenterConfig>,
): Promise<WebhookAnswer> {
  const event = readEvent(request);
  const actions = event ? await actionsFor(menu, event, request, messages, context) : [];
  const body = await toTwiml(actions, context.config.publicUrl);
  return { status: 200, headers: { 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'no-store' }, body };
}

async function actionsFor(
  menu: Menu,
  event: VoiceEvent,
  request: WebhookRequest,
  messages: readonly SendCommand[],
  context: PluginContext<CareCenterConfig>,
) {
  await remember(event, context);
  const step = 'step' in event ? event.step : undefined;
  const consent = event.kind === 'call.consent' ? event.agreed : step?.consent === true;
  return respond(event, {
    menu,
    turn: turnOf(
      event.call.id,
      event.kind,
      request.query.toString(),
      event.kind === 'call.troubled' ? event.where : '',
    ),
    language: step?.language ?? 'id',
    queue: queueName,
    isQueued: false,
    consent,
    contents: messages.map(({ content }) => content),
    addressOf: (officer) => officerAddress(context.config.officerAddress, officer),
  });
}

/** Keeps what a later message to the call has to know. */
async function remember(event: VoiceEvent, { storage, now }: PluginContext<CareCenterConfig>): Promise<void> {
  const { id } = event.call;
  if (event.kind === 'call.consent') {
    const { agreed: consent, step } = event;
    // An officer may have been quicker than the caller's key.
    await changeCall(storage, id, now(), (record) => ({
      stage: record?.stage ?? 'queued',
      language: step.language,
      consent,
    }));
  }
  if (isForgotten(event)) await changeCall(storage, id, now(), () => null);
}

/** The call is over, left the queue, or has talked to the officer: later words are said as in any call. */
function isForgotten(event: VoiceEvent): boolean {
  if (event.kind === 'call.dequeued') return event.result !== 'moved';
  return event.kind === 'call.ended' || (event.kind === 'call.unbridged' && event.result === 'answered');
}
