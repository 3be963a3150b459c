import { forkChild, verdict, withFolder, type Child, type Print } from './benchmark.js';
import type { HubChildInput, HubChildReady } from './hub.child.js';

export const name = 'SIPP: worker lists of 10,000 rows by CSV, checked, sealed and in force';

const rows = 10_000;
const uploadBar = 20;
/** Of the hub's memory while a file twice as long is uploaded, in megabytes. */
const growthBar = 150;

/** A file of fictional workers, all of them right. */
function file(count: number, wage: number): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const [year, serial] = [80 + Math.floor(i / 9_999), String(1 + (i % 9_999)).padStart(4, '0')];
    const contact = `+62899${String(10_000_000 + i)};pekerja${i}@contoh.example`;
    return `6171011501${year}${serial};Pekerja Contoh ${i};15/01/19${year};L;${wage};2024-02-01;PPU_BU;${contact}`;
  });
  return `nik;nama;tanggal_lahir;jenis_kelamin;upah;tanggal_mulai;segmen;telepon;email\r\n${lines.join('\r\n')}\r\n`;
}

interface Answer {
  readonly state: string;
  readonly counts: { readonly added: number; readonly changed: number };
  readonly links: { readonly self: string };
}

async function upload(
  { ready }: Child<HubChildReady>,
  employer: number,
  body: string,
): Promise<Answer & { seconds: number }> {
  const began = performance.now();
  const response = await fetch(`${ready.url}/channels/sipp/worker-lists`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ready.tokens[employer]}`, 'content-type': 'text/csv' },
    body,
  });
  const answer = (await response.json()) as Answer;
  if (answer.state !== 'APPLIED')
    throw new Error(`The upload ended with ${response.status}: ${JSON.stringify(answer)}`);
  return { ...answer, seconds: (performance.now() - began) / 1_000 };
}

/** Waits until every new person is in the data bank. */
async function registered({ ready }: Child<HubChildReady>, employer: number, { links }: Answer): Promise<number> {
  const began = performance.now();
  for (;;) {
    const headers = { authorization: `Bearer ${ready.tokens[employer]}` };
    const list = (await (await fetch(links.self, { headers })).json()) as { registering: boolean };
    if (!list.registering) return (performance.now() - began) / 1_000;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Uploads a new list, the same people with other wages, and a long list, and watches time and memory. */
export async function run(print: Print): Promise<void> {
  await withFolder(async (folder) => {
    const input: HubChildInput = {
      folder,
      tokens: ['26000001', '26000002'].map((employer) => ({ role: 'employer', employer })),
    };
    const hub = await forkChild<HubChildReady>('hub.child.js', input);
    const second = (seconds: number) => `${seconds.toFixed(1)} s`;
    try {
      await upload(hub, 0, file(500, 4_000_000));
      const before = await hub.usage();
      const added = await upload(hub, 0, file(rows, 5_000_000));
      const cpu = (await hub.usage()).cpu - before.cpu;
      verdict(print, `${rows} rows, in force`, second(added.seconds), `< ${uploadBar} s`, added.seconds < uploadBar);
      print(`  ${(cpu / rows).toFixed(2)} ms CPU of the hub a row; ${added.counts.added} added`);
      print(`  all new people in the data bank ${second(await registered(hub, 0, added))} later`);
      const changed = await upload(hub, 0, file(rows, 6_000_000));
      const held = changed.seconds < uploadBar;
      verdict(print, `${rows} rows, every wage changed`, second(changed.seconds), `< ${uploadBar} s`, held);
      if (changed.counts.changed !== rows) throw new Error(`${changed.counts.changed} of ${rows} rows changed.`);
      await registered(hub, 0, changed);
      await measureMemory(print, hub);
    } finally {
      await hub.stop();
    }
  });
}

/** The peak of the heap (after collections) while a long file passes, above what stood before. */
async function measureMemory(print: Print, hub: Child<HubChildReady>): Promise<void> {
  const body = file(2 * rows, 4_500_000);
  const start = await hub.usage();
  let [peak, over] = [0, false];
  const watch = async () => {
    while (!over) {
      peak = Math.max(peak, (await hub.usage()).heap);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  };
  const watched = watch();
  const long = await upload(hub, 1, body).finally(() => (over = true));
  await watched;
  const growth = (peak - start.heap) / 1_000_000;
  print(`  ${2 * rows} rows (${(body.length / 1_000_000).toFixed(1)} MB) in force after ${long.seconds.toFixed(1)} s`);
  const held = growth < growthBar;
  verdict(print, 'heap above the start while they pass', `${growth.toFixed(0)} MB`, `< ${growthBar} MB`, held);
}
