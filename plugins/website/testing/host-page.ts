import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page of the institution on a port of its own: another origin than the hub's. */
export interface HostPage {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves one page that embeds the widget under a strict content security policy of its own.
 * @param base address of the channel
 */
export async function startHostPage(
  base: string,
  options: { siteKey?: string; language?: string; identity?: () => Promise<string> } = {},
): Promise<HostPage> {
  const { siteKey = 'demo', language = 'id', identity } = options;
  const hub = new URL(base).origin;
  const policy = `default-src 'none'; script-src 'self' ${hub}; connect-src 'self'; frame-src ${hub}; base-uri 'none'; form-action 'none'`;
  const html = `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>Halaman lembaga</title>
<link rel="icon" href="data:,">
${identity ? '<script src="/identity.js"></script>' : ''}
<script async src="${base}/widget.js" data-site-key="${siteKey}"></script></head>
<body><h1>Halaman lembaga</h1><button type="button">Tombol halaman</button></body>
</html>`;
  const server = createServer((request, response) => {
    if (request.url === '/identity.js') {
      response.setHeader('content-type', 'text/javascript');
      return void response.end(
        `window.KanalChat = { identity: () => fetch('/identity').then((answer) => answer.text()) };`,
      );
    }
    if (request.url === '/identity') return void identity!().then((token) => response.end(token));
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `${policy}; img-src data:`,
    });
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
