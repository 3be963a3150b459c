// The one script of a page: `<script async src=".../widget.js" data-site-key="...">`. A classic script without imports.

interface KanalChatHost {
  /** Gives a token that the page's own server signed for who is signed in; null: nobody is. */
  identity?: () => Promise<string | null>;
  open?: () => void;
  close?: () => void;
}

(() => {
  const script = document.currentScript as HTMLScriptElement | null;
  const site = script?.dataset.siteKey;
  if (!script || !site) throw new Error('kanal: the script tag of the chat needs data-site-key="…".');
  const base = new URL('.', script.src);
  const language = script.dataset.language ?? document.documentElement.lang;
  const host = ((window as { KanalChat?: KanalChatHost }).KanalChat ??= {});

  const frame = document.createElement('iframe');
  const address = new URL('frame', base);
  address.searchParams.set('site', site);
  if (language) address.searchParams.set('lang', language);
  frame.src = address.href;
  frame.title = /^en/i.test(language) ? 'Service chat' : 'Obrolan layanan';
  frame.setAttribute(
    'sandbox',
    'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox',
  );
  const looks = {
    position: 'fixed',
    insetInlineEnd: '0',
    insetBlockEnd: '0',
    border: '0',
    background: 'transparent',
    zIndex: '2147483000',
    colorScheme: 'normal',
    maxWidth: '100vw',
    maxHeight: '100vh',
  };
  // By the object model, which a strict content security policy allows; a style attribute it would not.
  Object.assign(frame.style, looks);
  const resize = (open: boolean) => {
    frame.style.width = open ? '26rem' : '6rem';
    frame.style.height = open ? '42rem' : '6rem';
  };
  resize(false);

  const tell = (message: object) => frame.contentWindow?.postMessage({ kanal: 1, ...message }, base.origin);
  const identify = async (call: unknown) => {
    const token = await Promise.resolve(host.identity?.()).catch(() => null);
    tell({ kind: 'identity', call, token: typeof token === 'string' ? token : null });
  };
  window.addEventListener('message', ({ source, origin, data }: MessageEvent<unknown>) => {
    if (source !== frame.contentWindow || origin !== base.origin) return;
    const { kanal, kind, open, call } = (data ?? {}) as Record<string, unknown>;
    if (kanal !== 1) return;
    if (kind === 'size') resize(open === true);
    if (kind === 'identity') void identify(call);
  });
  frame.addEventListener('load', () => tell({ kind: 'welcome', identity: typeof host.identity === 'function' }));
  host.open = () => tell({ kind: 'open', open: true });
  host.close = () => tell({ kind: 'open', open: false });

  const place = () => document.body.append(frame);
  if (document.body) place();
  else document.addEventListener('DOMContentLoaded', place, { once: true });
})();
