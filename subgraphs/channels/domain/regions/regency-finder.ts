import { readFileSync } from 'node:fs';

/** A regency or city by its Kemendagri code. */
export interface Regency {
  /** `61.71` */
  readonly code: string;
  /** `Kota Pontianak` */
  readonly name: string;
}

const kinds = /^(kabupaten|kab|kota administrasi|kota adm|kota|regency of|city of)\.?\s+/;

const normalise = (text: string) =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9. ]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
const bare = (name: string) => name.replace(kinds, '');

/** Finds regencies by what people write. */
export class RegencyFinder {
  private readonly byCode = new Map<string, Regency>();
  private readonly byName = new Map<string, Regency[]>();

  constructor(regencies: readonly Regency[]) {
    for (const regency of regencies) {
      this.byCode.set(regency.code, regency);
      const name = normalise(regency.name);
      for (const key of new Set([name, bare(name)])) this.byName.set(key, [...(this.byName.get(key) ?? []), regency]);
    }
  }

  /**
   * The regencies that a text may mean: one for a code or a full name (`Kota Bogor`, `kab. bogor`), several where a
   * city and a regency share a name (`Bogor`), none for what is unknown.
   */
  find(text: string): readonly Regency[] {
    const wanted = normalise(text);
    const exact = this.byCode.get(wanted.replace(/ /g, ''));
    if (exact) return [exact];
    const spelled = wanted.replace(/^(kab|kota adm)\.? /, (word) =>
      word.startsWith('kab') ? 'kabupaten ' : 'kota administrasi ',
    );
    return this.byName.get(spelled) ?? this.byName.get(bare(wanted)) ?? [];
  }
}

/** The finder over all regencies and cities of Indonesia (data file beside this one, with its source). */
export function loadRegencies(): RegencyFinder {
  const { regencies } = JSON.parse(readFileSync(new URL('./regencies.json', import.meta.url), 'utf8')) as {
    regencies: Record<string, string>;
  };
  return new RegencyFinder(Object.entries(regencies).map(([code, name]) => ({ code, name })));
}
