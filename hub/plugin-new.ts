// `npm run plugin:new <id>`: writes a channel plugin that passes the kit at once.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { idFault, scaffold } from './plugin-new/scaffold.js';

const usage = `Usage: npm run -s plugin:new -- <id>

Writes plugins/<id>/: a channel plugin with tests, simulator and README that passes the conformance kit at once.
  <id>  lower-case words joined by hyphens, such as klinik-keliling
Exit code: 0 written, 2 nothing was written. Guide: docs/plugin-guide.md
`;

const plugins = fileURLToPath(new URL('../../plugins/', import.meta.url));

function refuse(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}

/** Writes the folder; a folder that appears meanwhile is not written into. */
async function write(id: string): Promise<void> {
  const files = await scaffold(id);
  const folder = join(plugins, id);
  await mkdir(folder);
  for (const [name, text] of files) await writeFile(join(folder, name), text, { flag: 'wx' });
  process.stdout.write(
    [
      `plugins/${id}/ is written:`,
      ...[...files.keys()].map((name) => `  ${name}`),
      `Next: npm run -s plugin:check -- plugins/${id}, then replace it part by part (plugins/${id}/README.md).`,
      '',
    ].join('\n'),
  );
}

const [id, ...more] = process.argv.slice(2);
if (id === '--help') process.stdout.write(usage);
else if (id === undefined || more.length > 0) refuse(usage);
else {
  const fault = idFault(id, await readdir(plugins));
  if (fault === null) await write(id);
  else refuse(fault);
}
