import { validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks.js';
import type { Verification, WebhookRequest } from '../../sdk/index.js';
import { signedParameters } from './form.js';

/** Base64 of an HMAC-SHA1. */
const shape = /^[A-Za-z0-9+/]{27}=$/;

/**
 * Checks `X-Twilio-Signature` over the address as Twilio called it (from the settings, never from the request's `Host`)
 * and the sorted parameters of the form; where the query carries `bodySHA256`, over the address and the body's hash.
 */
export function verifyTwilio(
  { headers, query, rawBody }: WebhookRequest,
  { authToken, publicUrl }: { readonly authToken: string; readonly publicUrl: string },
): Verification {
  const signature = headers['x-twilio-signature'];
  if (!signature) return { genuine: false, reason: 'missing' };
  if (!shape.test(signature)) return { genuine: false, reason: 'malformed' };
  const search = query.toString();
  const url = search === '' ? publicUrl : `${publicUrl}?${search}`;
  const genuine = query.has('bodySHA256')
    ? validateRequestWithBody(authToken, signature, url, rawBody.toString('utf8'))
    : validateRequest(authToken, signature, url, signedParameters(rawBody));
  return genuine ? { genuine } : { genuine, reason: 'wrong' };
}
