import type { Menu, PluginContext, SendCommand, SendOutcome } from '../sdk/index.js';
import { officerAddress, queueName, turnOf } from './answer.js';
import { changeCall, readCall, type CallRecord } from './call-record.js';
import type { CareCenterConfig } from './config.js';
import { longestTwiml, modifyCall } from './twilio/calls.js';
import { toTwiml } from './twilio/twiml.js';
import { cuesOf } from './voice/cues.js';
import { perform } from './voice/script.js';

const refused = (code: string, message: string): SendOutcome => ({
  status: 'rejected',
  permanent: true,
  error: { code, message },
});

/**
 * Says something in a live call, such as the ticket of a complaint, or rings the officer who took the conversation. Who
 * is not on the telephone cannot be told anything here: then it is refused for good.
 */
export async function send(
  menu: Menu,
  command: SendCommand,
  context: PluginContext<CareCenterConfig>,
): Promise<SendOutcome> {
  const { messageId, recipient, content } = command;
  if (!/^CA[0-9a-f]{32}$/i.test(recipient.key)) return refused('NO_CALL', 'people are reached during their call only');
  const record = await readCall(context.storage, recipient.key);
  const fixed = cuesOf(menu, content).flatMap((cue) => (cue.kind === 'text' ? [cue.name] : []));
  const isOfficerJoining = fixed.includes('officerJoined');
  // Words would cut the line between caller and officer.
  if (record?.stage === 'with-officer' && !isOfficerJoining && !fixed.includes('closed'))
    return refused('WITH_OFFICER', 'the caller talks with an officer on the telephone');
  const twiml = await documentOf(menu, command, record, context.config);
  if (twiml.length > longestTwiml) return refused('TOO_LONG', 'a live call takes a document of 4,000 characters');
  const outcome = await modifyCall(context, recipient.key, twiml, messageId);
  if (isOfficerJoining && outcome.status !== 'rejected') await nowWithOfficer(record, command, context);
  return outcome;
}

function documentOf(
  menu: Menu,
  { messageId, content }: SendCommand,
  record: CallRecord | null,
  config: CareCenterConfig,
): Promise<string> {
  const scene = {
    menu,
    turn: turnOf(messageId),
    language: record?.language ?? ('id' as const),
    queue: queueName,
    isQueued: record?.stage === 'queued',
    consent: record?.consent ?? null,
  };
  return toTwiml(
    perform([content], scene, (officer) => officerAddress(config.officerAddress, officer)),
    config.publicUrl,
  );
}

async function nowWithOfficer(
  record: CallRecord | null,
  { recipient }: SendCommand,
  { storage, now }: PluginContext<CareCenterConfig>,
): Promise<void> {
  const before = { language: record?.language ?? ('id' as const), consent: record?.consent ?? null };
  await changeCall(storage, recipient.key, now(), (current) => ({ ...before, ...current, stage: 'with-officer' }));
}
