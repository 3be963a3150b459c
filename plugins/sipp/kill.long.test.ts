import { expect, test } from '@jest/globals';
import { eventually } from '../../test/kit/graphql-client.js';
import { createHubHome } from '../../test/kit/hub-process.js';
import { seededRandom } from '../../test/kit/random.js';
import { fileOfNumbers, inForce, numbersOf, sendFile, type Numbers } from './testing/kill-scenario.js';

const rounds = 12;
const size = 1_500;

test('SIGKILL at any moment of an upload and its apply: the old list or the new one, never a mix, and a retry completes', async () => {
  const random = seededRandom('sipp kill');
  const home = await createHubHome();
  const token = await home.token({ role: 'employer', employer: '26000001', lifetime: 3_600 });
  try {
    let hub = await home.start();
    let standing: Numbers = { from: 1, to: size };
    const started = Date.now();
    expect(await sendFile({ url: hub.url, token }, fileOfNumbers(standing), 'kunci-awal')).toMatchObject({
      status: 200,
    });
    let usual = Date.now() - started;
    const found = { old: 0, new: 0 };
    for (let round = 1; round <= rounds; round += 1) {
      const from = 1 + Math.floor(random() * 5_000);
      const next: Numbers = { from, to: from + size + round };
      const key = `kunci-putaran-${round}`;
      const sending = sendFile({ url: hub.url, token }, fileOfNumbers(next), key);
      // Half of the kills fall near the end, where the list comes into force.
      const moment = random() < 0.5 ? random() : 0.7 + random() * 0.5;
      await new Promise((resolve) => setTimeout(resolve, usual * moment));
      await hub.kill();
      const ended = await sending;
      hub = await home.start();
      const { numbers } = await inForce({ url: hub.url, token });
      const which = JSON.stringify(numbers) === JSON.stringify(numbersOf(next)) ? 'new' : 'old';
      if (which === 'old') expect(numbers).toEqual(numbersOf(standing));
      if (ended !== 'broken') expect(which).toBe('new');
      found[which] += 1;
      const again = Date.now();
      expect(await sendFile({ url: hub.url, token }, fileOfNumbers(next), key)).toMatchObject({
        status: 200,
        body: { repeated: which === 'new' },
      });
      if (which === 'old') usual = Date.now() - again;
      expect((await inForce({ url: hub.url, token })).numbers).toEqual(numbersOf(next));
      standing = next;
    }
    process.stdout.write(`found after the kill: ${found.old} times the old list, ${found.new} times the new one\n`);
    expect(found.old).toBeGreaterThan(0);
    await eventually(
      () => inForce({ url: hub.url, token }),
      ({ registering }) => !registering,
      60_000,
    );
  } finally {
    await home.close();
  }
});

test('a file of 10,000 rows with errors in some comes back with every error, then corrected comes into force', async () => {
  const home = await createHubHome();
  const token = await home.token({ role: 'employer', employer: '26000001', lifetime: 3_600 });
  try {
    const { url } = await home.start();
    const good = fileOfNumbers({ from: 1, to: 9_999 });
    const lines = good.trimEnd().split('\r\n');
    const wrong = lines.map((line, i) => (i > 0 && i % 10 === 0 ? line.replace(/^\d/, 'x') : line));
    const refused = await sendFile({ url, token }, `${wrong.join('\r\n')}\r\n`, 'kunci-salah');
    expect(refused).toMatchObject({ status: 422, body: { state: 'REFUSED', counts: { rows: 9_999, refused: 999 } } });
    const { links } = (refused as unknown as { body: { links: { errors: string } } }).body;
    const file = await (await fetch(links.errors, { headers: { authorization: `Bearer ${token}` } })).text();
    expect(file.split('\r\n').filter((line) => line.includes('NIK_LENGTH'))).toHaveLength(999);
    expect((await inForce({ url, token })).numbers).toEqual([]);
    const applied = await sendFile({ url, token }, good, 'kunci-benar');
    expect(applied).toMatchObject({ status: 200, body: { counts: { added: 9_999 } } });
    expect((await inForce({ url, token })).numbers).toHaveLength(9_999);
    await eventually(
      () => inForce({ url, token }),
      ({ registering }) => !registering,
      120_000,
    );
  } finally {
    await home.close();
  }
});
