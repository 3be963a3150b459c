import type { Text } from '../sdk/index.js';
import type { FormField, WebForm } from './form-fields.js';

/** What is wrong with one field, for the person who fills it in. */
export interface FieldFault {
  readonly field: string;
  readonly text: Text;
}

/** Values as filed: trimmed, telephone numbers as E.164, ticks as booleans. */
export type FormValues = Readonly<Record<string, string | boolean>>;

const emailAddress = /^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/;

/** An Indonesian or international number as E.164; null: it is none. */
export function toE164(text: string): string | null {
  const digits = text.replace(/[\s().-]/g, '');
  const number = digits.startsWith('0') ? `+62${digits.slice(1)}` : digits.startsWith('62') ? `+${digits}` : digits;
  return /^\+[1-9]\d{7,14}$/.test(number) ? number : null;
}

/** Reads what was filled in: the values to file, or every fault at once, in the order of the form. */
export function checkForm(
  form: WebForm,
  given: Readonly<Record<string, unknown>>,
): { readonly values: FormValues } | { readonly faults: readonly FieldFault[] } {
  const values: Record<string, string | boolean> = {};
  const faults: FieldFault[] = [];
  for (const field of form.fields) {
    const value = valueOf(field, given[field.name]);
    const text = faultOf(field, value);
    if (text) faults.push({ field: field.name, text });
    values[field.name] = field.kind === 'tel' && typeof value === 'string' ? (toE164(value) ?? '') : value;
  }
  const unreachable = values.phone === '' && values.email === '' && faults.every(({ field }) => field !== 'phone');
  if (unreachable) faults.push({ field: 'phone', text: contactNeeded });
  if (faults.length === 0) return { values };
  const order = form.fields.map(({ name }) => name);
  return { faults: faults.sort((a, b) => order.indexOf(a.field) - order.indexOf(b.field)) };
}

const valueOf = ({ kind }: FormField, given: unknown): string | boolean => {
  if (kind === 'checkbox') return given === true;
  return typeof given === 'string' ? given.trim() : '';
};

const contactNeeded: Text = {
  id: 'Isi nomor telepon atau email, agar kami dapat menjawab.',
  en: 'Give a telephone number or an email address, so that we can answer.',
};

/** What does not fit, or null. An empty field that is not required fits. */
function faultOf(field: FormField, value: string | boolean): Text | null {
  if (value === '' || value === false) return field.required ? missing(field) : null;
  return typeof value === 'string' ? (lengthFault(field, value) ?? formFault(field, value)) : null;
}

function missing({ kind }: FormField): Text {
  if (kind === 'checkbox') return { id: 'Persetujuan ini diperlukan.', en: 'This consent is needed.' };
  if (kind === 'select') return { id: 'Pilih salah satu.', en: 'Please choose one.' };
  return { id: 'Bagian ini harus diisi.', en: 'Please fill this in.' };
}

function lengthFault({ minimum = 0, maximum = Infinity }: FormField, value: string): Text | null {
  if (value.length < minimum)
    return { id: `Tuliskan sedikitnya ${minimum} huruf.`, en: `Write at least ${minimum} characters.` };
  if (value.length > maximum)
    return { id: `Tuliskan paling banyak ${maximum} huruf.`, en: `Write at most ${maximum} characters.` };
  return null;
}

function formFault({ kind, options }: FormField, value: string): Text | null {
  if (kind === 'select' && !options?.some((option) => option.value === value))
    return { id: 'Pilih salah satu dari daftar.', en: 'Please choose one of the list.' };
  if (kind === 'email' && !emailAddress.test(value))
    return { id: 'Alamat email itu tidak lengkap.', en: 'The email address is not complete.' };
  if (kind === 'tel' && toE164(value) === null)
    return { id: 'Nomor telepon itu tidak lengkap.', en: 'The telephone number is not complete.' };
  return null;
}
