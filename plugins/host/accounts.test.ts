import { describe, expect, it } from '@jest/globals';
import { whatsapp } from '../whatsapp/plugin.js';
import { accountsFromEnvironment, environmentName } from './index.js';

const accounts = [{ id: 'whatsapp-pandawa', name: 'WhatsApp PANDAWA', plugin: whatsapp }];
const read = (environment: Record<string, string>, production = true) =>
  accountsFromEnvironment(environment, { production, accounts });
const whole = {
  WHATSAPP_PANDAWA_APP_SECRET: 'real-app-secret',
  WHATSAPP_PANDAWA_VERIFY_TOKEN: 'real-verify-token',
  WHATSAPP_PANDAWA_ACCESS_TOKEN: 'EAAB-real',
  WHATSAPP_PANDAWA_PHONE_NUMBER_ID: '106540352242922',
  WHATSAPP_PANDAWA_API_BASE: 'https://graph.facebook.com/v24.0/',
};

describe('accounts from the environment', () => {
  it('names variables after account and setting', () => {
    expect(environmentName('whatsapp-pandawa', 'phoneNumberId')).toBe('WHATSAPP_PANDAWA_PHONE_NUMBER_ID');
  });

  it('reads a whole configuration', () => {
    expect(read(whole)).toMatchObject([
      {
        id: 'whatsapp-pandawa',
        config: {
          appSecret: 'real-app-secret',
          phoneNumberId: '106540352242922',
          apiBase: 'https://graph.facebook.com/v24.0',
        },
      },
    ]);
  });

  it('stands in with development defaults, but not in production', () => {
    expect(read({}, false)[0]?.config).toMatchObject({
      appSecret: 'dev-whatsapp-secret',
      verifyToken: 'dev-verify-token',
    });
    expect(() => read({})).toThrow(
      /WHATSAPP_PANDAWA_APP_SECRET: is not set[\s\S]*WHATSAPP_PANDAWA_API_BASE: is not set/,
    );
    expect(() => read({ ...whole, WHATSAPP_PANDAWA_APP_SECRET: 'dev-whatsapp-secret' })).toThrow(
      'WHATSAPP_PANDAWA_APP_SECRET: is the development default; production needs its own',
    );
  });

  it('names what is wrong without showing it', () => {
    const fault = () =>
      read({ ...whole, WHATSAPP_PANDAWA_API_BASE: 'ftp://secret-host', WHATSAPP_PANDAWA_PHONE_NUMBER_ID: '../me' });
    expect(fault).toThrow(/WHATSAPP_PANDAWA_PHONE_NUMBER_ID: expected the id[\s\S]*WHATSAPP_PANDAWA_API_BASE/);
    expect(fault).not.toThrow(/secret-host|\.\.\/me/);
  });
});
