import { describe, expect, test } from '@jest/globals';
import { modelJson, renderSurvey, surveys } from './render.js';

const demo = (change?: (json: Record<string, unknown>) => void) => modelJson(surveys.demo.model, change);
const text = (html: string) =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe('report', () => {
  test('is one file that asks for nothing and forbids scripts', async () => {
    const html = await renderSurvey({ json: demo(), csv: surveys.demo.csv(), language: 'id' });
    expect(html).toContain("default-src 'none'");
    expect(html.match(/<script|<link rel="stylesheet"|@import|url\((?!#)|<img/g)).toBeNull();
    expect(html.replaceAll('http://www.w3.org/2000/svg', '').match(/https?:\/\/.{20}/g)).toBeNull();
    expect(html.match(/.{30}(NaN|undefined|\[object|Infinity).{30}/g)).toBeNull();
  });

  test('speaks Indonesian or English throughout', async () => {
    const csv = surveys.demo.csv();
    const [indonesian, english] = [
      await renderSurvey({ json: demo(), csv, language: 'id' }),
      await renderSurvey({ json: demo(), csv, language: 'en' }),
    ];
    expect(indonesian).toContain('<html lang="id">');
    expect(text(indonesian)).toContain('Koefisien jalur');
    expect(text(indonesian)).toContain('0,524***');
    expect(text(indonesian)).not.toMatch(/\b(the|Path|Verdict|Reliability and)\b/);
    expect(english).toContain('<html lang="en">');
    expect(text(english)).toContain('0.524***');
    expect(text(english)).not.toMatch(/\b(dan|Jalur|Penilaian|yang)\b/);
  });

  test('says plainly that synthetic data are synthetic, and shows any other label as it stands', async () => {
    const csv = surveys.demo.csv();
    expect(await renderSurvey({ json: demo(), csv, language: 'en', resamples: 0 })).toContain('class="synthetic"');
    const labelled = demo((json) => (json['data_label'] = 'pilot, March'));
    const html = await renderSurvey({ json: labelled, csv, language: 'en', resamples: 0 });
    expect(html).not.toContain('class="synthetic"');
    expect(text(html)).toContain('Data: pilot, March');
  });

  test('escapes names, titles and file names', async () => {
    const hostile = '"><script>alert(1)</script>&\'';
    const json = demo((model) => {
      model['titles'] = hostile;
      model['data_label'] = hostile;
      model['labels'] = { CRM: hostile, SAT: hostile, TRUST: hostile, CRM1: hostile };
    });
    const html = await renderSurvey({ json, csv: surveys.demo.csv(), language: 'en', dataFile: `${hostile}.csv` });
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;');
  });

  test('leaves t, p, intervals and stars out where nothing was resampled', async () => {
    const html = await renderSurvey({ json: demo(), csv: surveys.demo.csv(), language: 'en', resamples: 0 });
    expect(text(html)).toContain('Without a bootstrap');
    expect(html).not.toContain('id="forest-title"');
    expect(text(html)).not.toMatch(/\d\*/);
  });

  test('says when resamples are few', async () => {
    expect(
      text(await renderSurvey({ json: demo(), csv: surveys.demo.csv(), language: 'en', resamples: 50 })),
    ).toContain('Only 50 resamples');
  });

  test('shows formative constructs, single items, a quadratic effect and case-wise removal', async () => {
    const json = demo((model) => {
      const constructs = model['constructs'] as { name: string; mode: string; items: string[] }[];
      constructs[0]!.mode = 'B';
      constructs[4]!.items = ['GOV1'];
      model['interactions'] = [{ name: 'TRUST²', iv: 'TRUST', moderator: 'TRUST', method: 'two_stage' }];
      model['paths'] = (model['paths'] as { from: string; to: string }[]).map(({ from, to }) => ({
        from: from === 'TRUST*GOV' ? 'TRUST²' : from,
        to,
      }));
      model['settings'] = { missing: 'casewise' };
    });
    const csv = Buffer.from(surveys.demo.csv().toString().replace('\n2,4,3,', '\n2,,3,'));
    const html = await renderSurvey({ json, csv, language: 'en', resamples: 20 });
    const shown = text(html);
    expect(shown).toContain('formative (Mode B)');
    expect(shown).toContain('TRUST × TRUST');
    expect(shown).toContain('1 item ');
    expect(shown).toContain('Cases left out 1');
    expect(html.match(/.{30}(NaN|undefined).{30}/g)).toBeNull();
    expect(html.match(/class="sp-line/g)).toHaveLength(1);
  });
});
