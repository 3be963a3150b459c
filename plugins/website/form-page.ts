import type { Language } from '../sdk/index.js';
import type { WebsiteConfig } from './config.js';
import type { FormField, WebForm } from './form-fields.js';
import { escapeHtml } from './pages.js';
import { turnstileHome } from './turnstile.js';

export interface FormPageOptions {
  readonly name: string;
  readonly form: WebForm;
  readonly site: string;
  readonly token: string;
  readonly language: Language;
  readonly config: Pick<WebsiteConfig, 'turnstileSecret' | 'turnstileSiteKey' | 'turnstileBase' | 'privacyNotice'>;
}

const words = {
  required: { id: 'wajib', en: 'required' },
  choose: { id: 'Pilih…', en: 'Choose…' },
  trap: { id: 'Jangan isi kolom ini', en: 'Leave this field empty' },
  script: {
    id: 'Formulir ini memerlukan JavaScript. Tanpa itu, hubungi Care Center 165.',
    en: 'This form needs JavaScript. Without it, call Care Center 165.',
  },
  privacy: { id: 'Pemberitahuan privasi', en: 'Privacy notice' },
  other: { id: 'English', en: 'Bahasa Indonesia' },
} as const;

/** The page of a form: plain HTML, labelled, with a place for each field's fault; `client/form.ts` sends it. */
export function formPage(options: FormPageOptions): string {
  const { name, form, site, token, language, config } = options;
  const other = language === 'id' ? 'en' : 'id';
  const e = (text: string) => escapeHtml(text);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${e(form.title[language])}</title>
<link rel="stylesheet" href="../assets/form.css">
<script type="module" src="../assets/form.js"></script>
${turnstileScript(config)}</head>
<body>
<main>
<p class="languages"><a href="?site=${e(encodeURIComponent(site))}&amp;lang=${other}" lang="${other}" hreflang="${other}">${words.other[language]}</a></p>
<h1 tabindex="-1">${e(form.title[language])}</h1>
<p>${e(form.intro[language])}</p>
<noscript><p class="alert">${words.script[language]}</p></noscript>
<div id="summary" class="alert" role="alert" tabindex="-1" hidden></div>
<form id="form" novalidate data-form="${e(name)}" data-token="${e(token)}">
${form.fields.map((field) => fieldHtml(field, language)).join('\n')}
<div class="trap" aria-hidden="true"><label for="company">${words.trap[language]}</label><input id="company" name="company" type="text" tabindex="-1" autocomplete="off"></div>
${turnstileBox(name, language, config)}<button type="submit">${e(form.submit[language])}</button>
${privacyLink(language, config)}</form>
<section id="done" aria-labelledby="done-title" hidden></section>
</main>
</body>
</html>
`;
}

function turnstileScript({ turnstileSecret, turnstileBase = turnstileHome }: FormPageOptions['config']): string {
  if (turnstileSecret === undefined) return '';
  return `<script src="${escapeHtml(turnstileBase)}/turnstile/v0/api.js" async defer></script>\n`;
}

function turnstileBox(
  name: string,
  language: Language,
  { turnstileSecret, turnstileSiteKey = '' }: FormPageOptions['config'],
): string {
  if (turnstileSecret === undefined) return '';
  return `<div class="cf-turnstile" data-sitekey="${escapeHtml(turnstileSiteKey)}" data-action="${escapeHtml(name)}" data-language="${language}"></div>\n`;
}

function privacyLink(language: Language, { privacyNotice }: FormPageOptions['config']): string {
  if (privacyNotice === undefined) return '';
  return `<p><a href="${escapeHtml(privacyNotice)}" target="_blank" rel="noopener">${words.privacy[language]}</a></p>\n`;
}

function fieldHtml(field: FormField, language: Language): string {
  const { name, kind, label, hint, required } = field;
  const hintHtml = hint ? `<p class="hint" id="${name}-hint">${escapeHtml(hint[language])}</p>` : '';
  const fault = `<p class="fault" id="${name}-fault" hidden></p>`;
  const described = `aria-describedby="${hint ? `${name}-hint ` : ''}${name}-fault"`;
  const attributes = `id="${name}" name="${name}" ${described}${required ? ' required aria-required="true"' : ''}`;
  const mark = required ? ` <span class="required">(${words.required[language]})</span>` : '';
  const labelHtml = `<label for="${name}">${escapeHtml(label[language])}${mark}</label>`;
  if (kind === 'checkbox')
    return `<div class="field tick"><input type="checkbox" ${attributes}>${labelHtml}${hintHtml}${fault}</div>`;
  return `<div class="field">${labelHtml}${hintHtml}${controlHtml(field, attributes, language)}${fault}</div>`;
}

function controlHtml(
  { kind, options = [], maximum, autocomplete }: FormField,
  attributes: string,
  language: Language,
): string {
  const rest = `${maximum ? ` maxlength="${maximum}"` : ''}${autocomplete ? ` autocomplete="${autocomplete}"` : ''}`;
  if (kind === 'textarea') return `<textarea rows="6" ${attributes}${rest}></textarea>`;
  if (kind !== 'select') return `<input type="${kind}" ${attributes}${rest}>`;
  const choices = options.map(
    ({ value, label }) => `<option value="${escapeHtml(value)}">${escapeHtml(label[language])}</option>`,
  );
  return `<select ${attributes}><option value="">${words.choose[language]}</option>${choices.join('')}</select>`;
}
