import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { markup } from './markup.js';

describe('markup', () => {
  test('escapes text and attributes, keeps markup, prints nothing for what is not there', () => {
    const part = markup`<b title="${'"x"'}">${'<script>'}</b>`;
    expect(markup`<p>${[part, ' & ', 1]}${null}${undefined}${false}</p>`.text).toBe(
      '<p><b title="&quot;x&quot;">&lt;script&gt;</b> &amp; 1</p>',
    );
  });

  test('no text opens a tag or an entity, closes an attribute or holds a control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = markup`${text}`.text;
        expect(written).not.toMatch(/[<>"']/);
        expect(written).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/);
        // eslint-disable-next-line no-control-regex -- that none is left is the point
        expect(written).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/);
      }),
    );
  });
});
