import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** A folder outside the hub, as that of a channel team: it knows the hub's package and zod, and nothing else. */
export interface Workshop {
  readonly folder: string;
  /** Writes files by their path below the folder; gives the absolute path of the first. */
  write(files: Readonly<Record<string, string>>): Promise<string>;
  close(): Promise<void>;
}

export async function createWorkshop(): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'kanal-workshop-'));
  await mkdir(join(folder, 'node_modules'));
  await symlink(root, join(folder, 'node_modules', 'kanal'));
  await symlink(join(root, 'node_modules', 'zod'), join(folder, 'node_modules', 'zod'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  return {
    folder,
    async write(files) {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(join(folder, name, '..'), { recursive: true });
        await writeFile(join(folder, name), text);
      }
      return join(folder, Object.keys(files)[0]!);
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * The code of a small channel with a secret: webhooks are JSON lists of `{ id, from, text }` under the header
 * `x-signature`, answers are posted as JSON to the setting `deskUrl`.
 * @param more members of the plugin beside those, as code
 */
export function smallPlugin(options: { id?: string; sdk?: string; operational?: string; more?: string } = {}): string {
  const { id = 'papan', sdk = '^1.0.0', operational = '', more = '' } = options;
  return `import { z } from 'zod';
import { defineChannel, secretText, setting, verifyHmacSha256 } from 'kanal/plugin-sdk';

const text = { id: 'Papan Tulis', en: 'Blackboard' };

export const plugin = defineChannel({
  id: '${id}',
  version: '1.0.0',
  sdk: '${sdk}',
  name: text,
  config: z.object({
    secret: secretText({ description: 'Key of the signature.', developmentDefault: 'dev-secret' }),
    deskUrl: setting(z.url(), { description: 'Where answers go.', developmentDefault: 'http://127.0.0.1:9/' }),
  }),
  capabilities: {
    direction: 'TWO_WAY', text: { maximumLength: 1000 }, buttons: null, list: null, keypad: null, headerLength: 0,
    footerLength: 0, media: {}, templates: false, voice: false, replyWindow: null, proactive: 'always', receipts: [],
    quotas: { account: null, recipient: null }, webhook: { maximumBytes: 100_000, retryPeriod: 86_400_000 },
  },
  operational: {
    verify: ({ rawBody, headers }, { secret }) =>
      verifyHmacSha256({ secret, rawBody, header: headers['x-signature'], prefix: 'sha256=' }),
    parse: ({ rawBody }) => JSON.parse(rawBody.toString()).map((item) => ({
      kind: 'message', accountKey: 'papan', externalId: item.id, at: new Date(), sender: { key: item.from },
      content: { kind: 'text', text: item.text },
    })),
    send: async (command, { config, fetch, signal }) => {
      const body = JSON.stringify({ to: command.recipient.key, text: command.content.text });
      await fetch(config.deskUrl, { method: 'POST', body, signal });
      return { status: 'accepted', externalId: command.messageId };
    },
    ${operational}
  },
  ${more}
});
`;
}
