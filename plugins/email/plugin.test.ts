import { describe, expect, it } from '@jest/globals';
import { levelsOf, pluginFaults, secretValues, settingsOf } from '../sdk/index.js';
import { emailConfig } from './config.js';
import { manifest } from './manifest.js';
import { email } from './plugin.js';
import { settings } from './testing/world.js';

describe('the plugin', () => {
  it('is sound in form and has all three levels', () => {
    expect(pluginFaults(email)).toEqual([]);
    expect(levelsOf(email)).toEqual(['STRATEGIC', 'OPERATIONAL', 'ANALYTICAL']);
  });

  it('opens no account by itself, and none without settings', () => {
    expect(manifest.accounts).toBeUndefined();
    expect(settingsOf(emailConfig).filter(({ developmentDefault }) => developmentDefault !== undefined)).toEqual([]);
    expect(emailConfig.safeParse({}).success).toBe(false);
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
