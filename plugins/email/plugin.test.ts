import { describe, expect, it } from '@jest/globals';
import { readAccount } from '../host/index.js';
import { levelsOf, pluginFaults, secretValues } from '../sdk/index.js';
import { emailConfig, serverOf, type EmailConfig } from './config.js';
import { manifest } from './manifest.js';
import { email } from './plugin.js';
import { settings } from './testing/world.js';

describe('the plugin', () => {
  it('is sound in form and has all three levels', () => {
    expect(pluginFaults(email)).toEqual([]);
    expect(levelsOf(email)).toEqual(['STRATEGIC', 'OPERATIONAL', 'ANALYTICAL']);
  });

  it('opens an account at the simulator in development, and none in production without settings', () => {
    const request = { ...manifest.accounts![0]!, plugin: email };
    const development = readAccount({}, request, false);
    const { config } = (development as { account: { config: unknown } }).account;
    expect(serverOf(config as EmailConfig, 'imap')).toEqual({ host: '127.0.0.1', port: 4143, security: 'none' });
    expect(readAccount({}, request, true)).toMatchObject({
      faults: expect.arrayContaining([expect.stringMatching(/^EMAIL_IMAP_HOST: is not set/)]),
    });
    const simulated = readAccount({ EMAIL_IMAP_HOST: 'simulator' }, request, true);
    expect(simulated).toMatchObject({ faults: expect.arrayContaining([expect.stringMatching(/development default/)]) });
  });

  it('uses the standard ports and TLS for a server that is named', () => {
    const config = emailConfig.parse({ ...settings, imapHost: 'imap.jkn.example', imapSecurity: undefined });
    expect(serverOf(config, 'imap')).toEqual({ host: 'imap.jkn.example', port: 993, security: 'tls' });
  });

  it('knows its secrets, so that the host hides them', () => {
    const config = emailConfig.parse({ ...settings, smtpPassword: 'smtp-secret-3' });
    expect(secretValues(emailConfig, config)).toEqual(['mailbox-secret-1', 'smtp-secret-3', settings.threadSecret]);
  });

  it.each(['imap', 'smtp'])('wants TLS on the %s side outside this machine', (side) => {
    const parsed = emailConfig.safeParse({ ...settings, [`${side}Host`]: 'mail.jkn.example' });
    expect(parsed.error?.issues).toMatchObject([{ path: [`${side}Security`], message: expect.stringMatching(/tls/) }]);
    const safe = { ...settings, [`${side}Host`]: 'mail.jkn.example', [`${side}Security`]: 'tls' };
    expect(emailConfig.safeParse(safe).success).toBe(true);
  });

  it('tells a first letter from what follows', () => {
    const at = new Date();
    const stage = (kind: 'conversation-opened' | 'message-received' | 'message-sent') =>
      email.analytical?.touchpoint({ kind, at })?.stage;
    expect([stage('conversation-opened'), stage('message-received'), stage('message-sent')]).toEqual([
      'LEARN',
      'SERVICE',
      undefined,
    ]);
  });
});
