import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { WebhookRequest } from '../../sdk/index.js';
import { verifyTwilio } from './signature.js';

/** Twilio's published vector. */
const vector = {
  authToken: '12345',
  publicUrl: 'https://mycompany.com/myapp.php',
  signature: 'GvWf1cFY/Q7PnoempGyD5oXAezc=',
  form: {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675310',
    Digits: '1234',
    From: '+14158675310',
    To: '+18005551212',
  },
};

interface Changes {
  readonly authToken?: string;
  readonly publicUrl?: string;
  readonly query?: string;
  readonly body?: string | Buffer;
  readonly headers?: Record<string, string>;
}

function verify({
  authToken = vector.authToken,
  publicUrl = vector.publicUrl,
  query = 'foo=1&bar=2',
  ...rest
}: Changes = {}) {
  const body = rest.body ?? new URLSearchParams(vector.form).toString();
  const request: WebhookRequest = {
    method: 'POST',
    headers: rest.headers ?? { 'x-twilio-signature': vector.signature },
    query: new URLSearchParams(query),
    rawBody: Buffer.from(body),
  };
  return verifyTwilio(request, { authToken, publicUrl });
}

const signed = (authToken: string, url: string, parameters = '') =>
  createHmac('sha1', authToken).update(`${url}${parameters}`).digest('base64');

describe('the signature of Twilio', () => {
  test('is that of the published vector, in any order of the parameters', () => {
    expect(verify()).toEqual({ genuine: true });
    const turned = new URLSearchParams(Object.entries(vector.form).reverse()).toString();
    expect(verify({ body: turned })).toEqual({ genuine: true });
  });

  test.each<[string, Changes, string]>([
    ['is missing', { headers: {} }, 'missing'],
    ['is empty', { headers: { 'x-twilio-signature': '' } }, 'missing'],
    ['is no base64 of 20 bytes', { headers: { 'x-twilio-signature': 'abc' } }, 'malformed'],
    ['is that of another text', { headers: { 'x-twilio-signature': `A${vector.signature.slice(1)}` } }, 'wrong'],
    ['is made with another token', { authToken: '12346' }, 'wrong'],
    ['is of another host', { publicUrl: 'https://mycompany.org/myapp.php' }, 'wrong'],
    ['is of another scheme', { publicUrl: 'http://mycompany.com/myapp.php' }, 'wrong'],
    ['is of another query', { query: 'foo=1&bar=3' }, 'wrong'],
    ['is of another key press', { body: new URLSearchParams({ ...vector.form, Digits: '1235' }).toString() }, 'wrong'],
    ['lacks a parameter', { body: `${new URLSearchParams(vector.form).toString()}&Extra=1` }, 'wrong'],
    ['has bytes that are no text', { body: Buffer.from([0xff, 0xfe, 0x00]) }, 'wrong'],
  ])('is refused when it %s', (_name, changes, reason) => {
    expect(verify(changes)).toEqual({ genuine: false, reason });
  });

  test('does not depend on Host: a proxy may change it', () => {
    const headers = {
      'x-twilio-signature': vector.signature,
      host: '10.0.0.7:4000',
      'x-forwarded-host': 'evil.example',
    };
    expect(verify({ headers })).toEqual({ genuine: true });
  });

  test('is taken with and without the default port', () => {
    const publicUrl = 'https://mycompany.com:443/myapp.php';
    expect(verify({ publicUrl })).toEqual({ genuine: true });
    const signature = signed('12345', 'https://mycompany.com:443/myapp.php?foo=1', 'A1');
    expect(verify({ query: 'foo=1', body: 'A=1', headers: { 'x-twilio-signature': signature } })).toEqual({
      genuine: true,
    });
    const other = signed('12345', 'https://mycompany.com:8443/myapp.php?foo=1', 'A1');
    expect(verify({ query: 'foo=1', body: 'A=1', headers: { 'x-twilio-signature': other } })).toMatchObject({
      genuine: false,
    });
  });

  test('counts the values of a repeated name once each, sorted', () => {
    const signature = signed('12345', 'https://mycompany.com/myapp.php', 'AxAyB1');
    const headers = { 'x-twilio-signature': signature };
    expect(verify({ query: '', body: 'B=1&A=y&A=x&A=y', headers })).toEqual({ genuine: true });
  });

  test('of a JSON body is that of the address, which holds the hash of the body', () => {
    const body = '{"CallSid":"CA1"}';
    const query = `bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
    const headers = { 'x-twilio-signature': signed('12345', `https://mycompany.com/myapp.php?${query}`) };
    expect(verify({ query, body, headers })).toEqual({ genuine: true });
    expect(verify({ query, body: `${body} `, headers })).toEqual({ genuine: false, reason: 'wrong' });
    expect(verify({ query: 'bodySHA256=', body, headers })).toEqual({ genuine: false, reason: 'wrong' });
  });
});
