import { jsonAnswer, type RouteAnswer, type RouteRequest } from '../sdk/index.js';
import { refuse, type Context } from './http.js';
import { escapeHtml, languageOf, pageAnswer } from './pages.js';
import { originsOf } from './sites.js';

/** `GET frame`: the document in the widget's iframe. Everything in it is built by `client/chat.ts`. */
export function frame(request: RouteRequest, context: Context): Promise<RouteAnswer> {
  const site = request.query.get('site');
  const origins = originsOf(context.config.sites, site);
  if (!site || !origins) return Promise.resolve(refuse(404, 'UNKNOWN_SITE', 'There is no such site key.'));
  const language = languageOf(request);
  const html = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${language === 'id' ? 'Obrolan' : 'Chat'}</title>
<link rel="stylesheet" href="assets/chat.css">
<script type="module" src="assets/chat.js"></script>
</head>
<body data-site="${escapeHtml(site)}" data-origins="${escapeHtml(origins.join(' '))}"></body>
</html>
`;
  return Promise.resolve(pageAnswer(html, { origins, config: context.config }));
}

/** `GET` of the channel itself: a page to try widget and forms, where the setting `tryPage` says so. */
export function tryPage(request: RouteRequest, context: Context): Promise<RouteAnswer> {
  if (context.config.tryPage !== 'on')
    return Promise.resolve(jsonAnswer(404, { error: { code: 'NOT_FOUND', message: 'There is nothing here.' } }));
  // Without the host: this machine goes by several names.
  const base = escapeHtml(new URL(request.baseUrl).pathname);
  const html = `<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Layanan JKN (halaman contoh)</title>
<link rel="stylesheet" href="${base}/assets/form.css">
<script async src="${base}/widget.js" data-site-key="demo"></script>
</head>
<body>
<main>
<h1>Layanan JKN (halaman contoh)</h1>
<p>Tombol obrolan ada di kanan bawah. <span lang="en">This is a page to try the channel; the chat button is at the bottom right.</span></p>
<ul>
<li><a href="${base}/forms/complaint?site=demo&amp;lang=id">Formulir pengaduan</a> · <a href="${base}/forms/complaint?site=demo&amp;lang=en" lang="en">Complaint form</a></li>
<li><a href="${base}/forms/information?site=demo&amp;lang=id">Formulir permintaan informasi</a> · <a href="${base}/forms/information?site=demo&amp;lang=en" lang="en">Information request form</a></li>
<li><a href="${base}/forms/track?site=demo&amp;lang=id">Lacak pengaduan</a> · <a href="${base}/forms/track?site=demo&amp;lang=en" lang="en">Track a complaint</a></li>
</ul>
</main>
</body>
</html>
`;
  return Promise.resolve(pageAnswer(html, { origins: [], config: context.config }));
}
