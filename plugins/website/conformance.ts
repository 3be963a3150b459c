import {
  defineConformance,
  hubUnderTest,
  mailboxProvider,
  memoryStorage,
  type RouteSample,
} from '../sdk/testing/index.js';
import type { WebsiteConfig } from './config.js';
import { forms } from './form-fields.js';
import { sessionHeader } from './http.js';
import { website } from './plugin.js';
import { consentVersion, visitorKey } from './session.js';
import { issueToken } from './tokens.js';

const config: WebsiteConfig = {
  secret: 'kit-website-secret-0123456789abcdef',
  sites: 'kit https://www.contoh.example',
  identitySecret: 'kit-identity-secret-0123456789abcdef',
};

const site = 'kit';
const page = 'https://www.contoh.example';
const visitor = 'kit-visitor-0123456789';
const never = new Date('2100-01-01T00:00:00Z');
const at = Date.now() - 60_000;
/** Requests of the widget come from the hub's own pages. */
const own = { origin: hubUnderTest };
const headers = { ...own, [sessionHeader]: issueToken(config.secret, 'session', { visitor, site }, never) };

/** What the widget and its forms ask, with tokens that are valid. */
const requests: readonly RouteSample[] = [
  { method: 'GET', path: 'frame', query: `site=${site}` },
  { method: 'GET', path: 'start', query: `site=${site}` },
  { method: 'GET', path: 'assets/:name', parameters: { name: 'chat.css' } },
  {
    method: 'POST',
    path: 'session',
    headers: own,
    body: {
      site,
      page,
      consent: consentVersion,
      start: issueToken(config.secret, 'start', { id: 'kit-start-01', site, at }, never),
    },
  },
  {
    method: 'POST',
    path: 'session',
    headers: own,
    body: { site, page, resume: issueToken(config.secret, 'visitor', { visitor, site }, never) },
  },
  { method: 'POST', path: 'messages', headers, body: { id: 'kit-message-1', text: 'Halo', language: 'id' } },
  { method: 'POST', path: 'messages', headers, body: { id: 'kit-message-2', choice: { id: 'a', title: 'A' } } },
  { method: 'POST', path: 'receipts', headers, body: { status: 'READ', sequences: [1, 2] } },
  { method: 'GET', path: 'events', headers, query: 'after=0' },
  ...Object.keys(forms).flatMap((name): RouteSample[] => {
    const token = issueToken(config.secret, 'form', { id: 'kit-form-001', site, at, form: name }, never);
    const body = { token, language: 'id', values: { name: 'Warga Contoh', phone: '+628990000001', text: 'Contoh.' } };
    return [
      { method: 'GET', path: 'forms/:name', parameters: { name }, query: `site=${site}` },
      { method: 'POST', path: 'forms/:name', parameters: { name }, headers: own, body },
    ];
  }),
];

/** A visitor who has agreed. */
function service() {
  const storage = memoryStorage();
  void storage.put(visitorKey(visitor), { site, consent: consentVersion, consentAt: '2026-11-21T08:00:00Z' });
  return { storage };
}

/** How the conformance kit looks at the channel, whose visitors fetch what they are told: `npm run plugin:check plugins/website`. */
export const conformance = defineConformance<WebsiteConfig>({
  plugin: website,
  config,
  recipient: { key: visitor },
  requests,
  service,
  provider: () => Promise.resolve(mailboxProvider(config)),
});
