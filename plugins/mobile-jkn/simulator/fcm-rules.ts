import { record, text, type Json } from '../json.js';

/**
 * The field for which FCM would refuse a message as INVALID_ARGUMENT, or null. Written from the reference of FCM HTTP v1 on
 * its own, not from the plugin, so that one checks the other.
 */
export function fcmRefusal(message: Json): string | null {
  const targets = ['token', 'topic', 'condition'].filter((name) => message[name] !== undefined);
  if (targets.length !== 1) return 'message';
  if (!/^[\w:-]{8,4096}$/.test(text(message.token) ?? '')) return 'message.token';
  const data = Object.entries(record(message.data));
  if (data.some(([, value]) => typeof value !== 'string')) return 'message.data';
  if (data.some(([key]) => /^(from|message_type|google\.|gcm\.)/.test(key))) return 'message.data';
  const payload = { notification: message.notification, data: message.data };
  if (Buffer.byteLength(JSON.stringify(payload)) > 4_096) return 'message';
  return androidFault(record(message.android));
}

function androidFault({ ttl, priority }: Json): string | null {
  const isDuration = ttl === undefined || /^\d{1,7}(\.\d{1,9})?s$/.test(text(ttl) ?? '');
  if (!isDuration || Number.parseFloat(text(ttl) ?? '0') > 2_419_200) return 'message.android.ttl';
  const isPriority = priority === undefined || priority === 'HIGH' || priority === 'NORMAL';
  return isPriority ? null : 'message.android.priority';
}
