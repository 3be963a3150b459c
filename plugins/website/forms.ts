import { createHash } from 'node:crypto';
import { z } from 'zod';
import { jsonAnswer, readJson, type Language, type RouteAnswer, type RouteRequest, type Text } from '../sdk/index.js';
import { fileForm } from './filing.js';
import { checkForm, type FieldFault, type FormValues } from './form-check.js';
import { forms, type WebForm } from './form-fields.js';
import { formPage } from './form-page.js';
import { callerOf, foreignPage, limited, refuse, type Context } from './http.js';
import { forgetUse, useOnce } from './limits.js';
import { pageAnswer, languageOf } from './pages.js';
import { originsOf } from './sites.js';
import { track } from './tracking.js';
import { issueToken, pseudonym, randomId, readToken } from './tokens.js';
import { turnstileVerdict } from './turnstile.js';

const minute = 60_000;

/** Milliseconds in which a form may be sent after it was handed out, and in which nobody fills it in by hand. */
export const formLife = 2 * 60 * minute;
export const fastestForm = 2_500;
/** Milliseconds in which an equal text is taken for the same one. */
const duplicateLife = 24 * 60 * minute;

const formOf = ({ parameters }: RouteRequest): WebForm | undefined =>
  Object.hasOwn(forms, parameters.name ?? '') ? forms[parameters.name!] : undefined;

/** `GET forms/:name`: the form as a page, with a token that says when it was handed out. */
export async function getForm(request: RouteRequest, context: Context): Promise<RouteAnswer> {
  const form = formOf(request);
  const site = request.query.get('site');
  const origins = originsOf(context.config.sites, site);
  if (!form) return refuse(404, 'UNKNOWN_FORM', `There is no such form; there are ${Object.keys(forms).join(', ')}.`);
  if (!site || !origins) return refuse(404, 'UNKNOWN_SITE', 'There is no such site key.');
  const at = context.now().getTime();
  const name = request.parameters.name!;
  const payload = { id: randomId(), site, at, form: name };
  const token = issueToken(context.config.secret, 'form', payload, new Date(at + formLife));
  const language = languageOf(request);
  const page = formPage({ name, form, site, token, language, config: context.config });
  return Promise.resolve(pageAnswer(page, { origins, config: context.config, turnstile: true }));
}

const body = z.object({
  token: z.string().max(1_000),
  language: z.enum(['id', 'en']).catch('id'),
  /** Seen by robots only. */
  company: z.string().max(200).optional(),
  turnstile: z.string().max(4_000).optional(),
  values: z.record(z.string().max(40), z.union([z.string().max(20_000), z.boolean()])),
});
type Submission = z.infer<typeof body>;

const texts = {
  ended: {
    id: 'Formulir ini sudah kedaluwarsa. Muat ulang halaman; salin dahulu tulisan Anda.',
    en: 'This form has ended. Copy what you wrote and load the page again.',
  },
  automatic: {
    id: 'Pengiriman ini tampak otomatis. Tunggu sebentar lalu kirim lagi.',
    en: 'This looked like a program. Wait a moment and send again.',
  },
  used: {
    id: 'Formulir ini sudah dikirim. Muat ulang untuk yang baru.',
    en: 'This form was sent already. Load it again.',
  },
  duplicate: {
    id: 'Tulisan yang sama sudah kami terima. Pakai tiket yang Anda dapatkan.',
    en: 'We have received the same text already. Use the ticket that you were given.',
  },
  refused: { id: 'Pemeriksaan keamanan gagal. Ulangi pemeriksaannya.', en: 'The security check failed. Do it again.' },
  later: {
    id: 'Belum dapat disimpan. Kirim lagi sebentar lagi, atau hubungi 165.',
    en: 'It could not be stored yet. Send again in a moment, or call 165.',
  },
} as const satisfies Record<string, Text>;

const refuseForm = (status: number, code: keyof typeof texts, language: Language): RouteAnswer =>
  jsonAnswer(status, { error: { code: code.toUpperCase(), message: texts[code][language] } });

/**
 * `POST forms/:name`: checks that a person filled it in, then files it at once and answers ticket and PIN. A form is good
 * for one text: sent again with the same, as after a lost answer, it gives the same ticket.
 */
export async function postForm(request: RouteRequest, context: Context): Promise<RouteAnswer> {
  const foreign = foreignPage(request);
  if (foreign) return foreign;
  const form = formOf(request);
  if (!form) return refuse(404, 'UNKNOWN_FORM', 'There is no such form.');
  const parsed = body.safeParse(await readJson(request));
  if (!parsed.success) return refuse(400, 'BAD_REQUEST', 'Send { token, language, values }.');
  const sent = parsed.data;
  const { language } = sent;
  const name = request.parameters.name!;
  const token = readToken(context.config.secret, 'form', sent.token, context.now());
  if (token?.form !== name) return refuseForm(410, 'ended', language);
  if (sent.company || context.now().getTime() - token.at < fastestForm) return refuseForm(422, 'automatic', language);
  const checked = checkForm(form, sent.values);
  if ('faults' in checked) return faultsAnswer(checked.faults, language);
  const limit = form.classification === null ? 'track' : 'form';
  const refusal =
    (await limited(context, [[limit, callerOf(request, context)]])) ??
    (await checkedByTurnstile(sent, name, request, context));
  return refusal ?? carryOut(form, checked.values, token.id, language, context);
}

/** Does what the form is for, with values that a person gave. */
async function carryOut(
  form: WebForm,
  values: FormValues,
  id: string,
  language: Language,
  context: Context,
): Promise<RouteAnswer> {
  if (form.classification === null) return track(values, language, context);
  const spent = await spend(id, values, language, context);
  return spent ?? fileNow(form, values, id, language, context);
}

async function checkedByTurnstile(
  { turnstile, language }: Submission,
  name: string,
  request: RouteRequest,
  context: Context,
): Promise<RouteAnswer | null> {
  const verdict = await turnstileVerdict(turnstile, name, request, context);
  if (verdict === 'refused') return refuseForm(422, 'refused', language);
  return verdict === 'unreachable' ? refuseForm(503, 'later', language) : null;
}

/** Under which keys a sent form is remembered: that it was sent, and what the person wrote. */
function tracesOf(id: string, values: FormValues, { config }: Context) {
  const words = String(values.description)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  const text = pseudonym(config.secret, 'text', words, String(values.phone), String(values.email));
  return { form: `form/${id}`, text: `text/${text}` };
}

/** Uses the text of this person up for this form, and the form for this text; the refusal when either was used otherwise. */
async function spend(
  id: string,
  values: FormValues,
  language: Language,
  context: Context,
): Promise<RouteAnswer | null> {
  const traces = tracesOf(id, values, context);
  if (!(await useOnce(context, traces.text, id, duplicateLife))) return refuseForm(409, 'duplicate', language);
  const whole = createHash('sha256').update(JSON.stringify(values)).digest('base64url');
  return (await useOnce(context, traces.form, whole, formLife)) ? null : refuseForm(409, 'used', language);
}

async function fileNow(
  form: WebForm,
  values: FormValues,
  id: string,
  language: Language,
  context: Context,
): Promise<RouteAnswer> {
  const filed = await fileForm(form, values, id, context);
  if (filed.kind === 'filed') return jsonAnswer(201, { ticket: filed.ticket, pin: filed.pin });
  if (filed.kind === 'unavailable') return refuseForm(503, 'later', language);
  // Nothing was filed: the person corrects the same form.
  const traces = tracesOf(id, values, context);
  await Promise.all([forgetUse(context, traces.form), forgetUse(context, traces.text)]);
  const faults = filed.problems.map(({ field, message }) => ({ field: fieldOf(field), text: message }));
  return jsonAnswer(422, { error: { code: 'FIELDS', message: '' }, faults });
}

/** `contact.phone` of the hub is `phone` of the form. */
const fieldOf = (field: string) => field.replace(/^contact\./, '');

const faultsAnswer = (faults: readonly FieldFault[], language: Language): RouteAnswer =>
  jsonAnswer(422, {
    error: { code: 'FIELDS', message: '' },
    faults: faults.map(({ field, text }) => ({ field, text: text[language] })),
  });
