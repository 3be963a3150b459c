import { make, show } from './dom.js';

const form = document.querySelector<HTMLFormElement>('#form')!;
const summary = document.querySelector<HTMLElement>('#summary')!;
const done = document.querySelector<HTMLElement>('#done')!;
const submit = form.querySelector<HTMLButtonElement>('button[type=submit]')!;
const language = document.documentElement.lang === 'en' ? 'en' : 'id';

const words = {
  faults: { id: 'Ada yang perlu diperbaiki:', en: 'Please correct:' },
  sending: { id: 'Mengirim…', en: 'Sending…' },
  unreachable: {
    id: 'Tidak dapat menghubungi layanan. Tulisan Anda masih ada; kirim lagi.',
    en: 'The service cannot be reached. What you wrote is still here; send it again.',
  },
  doneTitle: { id: 'Terima kasih, sudah kami terima', en: 'Thank you, we have received it' },
  doneText: {
    id: 'Catat tiket dan PIN ini; keduanya diperlukan untuk melacak.',
    en: 'Note down ticket and PIN: both are needed to track it.',
  },
  ticket: { id: 'Tiket', en: 'Ticket' },
} as const;

interface Reply {
  readonly ticket?: string;
  readonly pin?: string;
  /** What is found, where the form asks for something. */
  readonly title?: string;
  readonly lines?: readonly { readonly label: string; readonly value: string }[];
  readonly error?: { readonly message?: string };
  readonly faults?: readonly { readonly field: string; readonly text: string }[];
}

const controls = () => [...form.querySelectorAll<HTMLInputElement>('.field input, .field select, .field textarea')];
const submitText = submit.textContent;
let busy = false;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (!busy) void send();
});

async function send(): Promise<void> {
  setBusy(true);
  try {
    const response = await fetch(location.pathname, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(submission()),
    });
    const reply = (await response.json()) as Reply;
    if (reply.ticket) finish(reply);
    else if (reply.lines) showFound(reply);
    else showFaults(reply);
  } catch {
    showFaults({ error: { message: words.unreachable[language] } });
  } finally {
    setBusy(false);
  }
}

function submission(): object {
  const values = controls().map((control) => [
    control.name,
    control.type === 'checkbox' ? control.checked : control.value,
  ]);
  const hidden = (name: string) => form.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value;
  return {
    token: form.dataset.token,
    language,
    company: hidden('company'),
    turnstile: hidden('cf-turnstile-response'),
    values: Object.fromEntries(values) as object,
  };
}

/** Every fault at its field, and all together in a list that takes the focus and is read out. */
function showFaults({ faults = [], error }: Reply): void {
  const known = new Map(faults.map(({ field, text }) => [field, text]));
  for (const control of controls()) {
    const text = known.get(control.name);
    const place = document.getElementById(`${control.name}-fault`)!;
    place.textContent = text ?? '';
    show(place, text !== undefined);
    if (text === undefined) control.removeAttribute('aria-invalid');
    else control.setAttribute('aria-invalid', 'true');
  }
  const list = faults.map(({ field, text }) => make('li', {}, faultLink(field, text)));
  const said = error?.message || words.faults[language];
  summary.replaceChildren(make('p', {}, said), ...(list.length > 0 ? [make('ul', {}, ...list)] : []));
  show(summary, true);
  summary.focus();
  // A check of Turnstile is good for one try.
  (window as { turnstile?: { reset(): void } }).turnstile?.reset();
}

function faultLink(field: string, text: string): Node {
  const label = form.querySelector(`label[for="${CSS.escape(field)}"]`)?.firstChild?.textContent ?? field;
  const link = make('a', { href: `#${field}` }, `${label.trim()} – ${text}`);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    document.getElementById(field)?.focus();
  });
  return link;
}

function finish({ ticket = '', pin = '' }: Reply): void {
  show(form, false);
  show(summary, false);
  const title = make('h2', { id: 'done-title', tabindex: '-1' }, words.doneTitle[language]);
  const list = make('dl', {}, make('dt', {}, words.ticket[language]), make('dd', { class: 'ticket' }, ticket));
  list.append(make('dt', {}, 'PIN'), make('dd', { class: 'pin' }, pin));
  done.replaceChildren(title, make('p', {}, words.doneText[language]), list);
  show(done, true);
  title.focus();
}

/** Shows what was found below the form, which stays: somebody may ask for another one. */
function showFound({ title = '', lines = [] }: Reply): void {
  showFaults({});
  show(summary, false);
  const heading = make('h2', { id: 'done-title', tabindex: '-1' }, title);
  const list = make('dl', {});
  for (const { label, value } of lines) list.append(make('dt', {}, label), make('dd', {}, value));
  done.replaceChildren(heading, list);
  show(done, true);
  heading.focus();
}

function setBusy(now: boolean): void {
  busy = now;
  submit.setAttribute('aria-disabled', String(now));
  submit.textContent = now ? words.sending[language] : submitText;
}
