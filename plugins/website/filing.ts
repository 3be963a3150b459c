import { fill, type Text } from '../sdk/index.js';
import type { FormValues } from './form-check.js';
import type { WebForm } from './form-fields.js';
import type { Context } from './http.js';

/** How filing ends. `unavailable`: nothing is known, the same form may be sent again. */
export type Filing =
  | { readonly kind: 'filed'; readonly ticket: string; readonly pin: string }
  | { readonly kind: 'refused'; readonly problems: readonly { readonly field: string; readonly message: string }[] }
  | { readonly kind: 'unavailable' };

const fileComplaint = `mutation WebsiteFile($input: FileComplaintInput!) {
  fileComplaint(input: $input) {
    __typename
    ... on ComplaintFiled { pin complaint { ticket } }
    ... on ValidationFailed { problems { field message } }
  }
}`;

interface FileAnswer {
  readonly fileComplaint:
    | { readonly __typename: 'ComplaintFiled'; readonly pin: string; readonly complaint: { readonly ticket: string } }
    | {
        readonly __typename: 'ValidationFailed';
        readonly problems: readonly { readonly field: string; readonly message: string }[];
      };
}

const subject: Text = { id: '{title} dari situs web', en: '{title} from the website' };

/** Files a checked form as a complaint of its class. The key is the form's: sent again, it gives the same ticket. */
export async function fileForm(
  form: WebForm,
  values: FormValues,
  idempotencyKey: string,
  context: Context,
): Promise<Filing> {
  const or = (name: string) => (typeof values[name] === 'string' ? values[name] || null : null);
  const input = {
    idempotencyKey: `website-form:${idempotencyKey}`,
    channelId: context.channelId,
    category: or('category'),
    subject: fill(subject.id, { title: form.title.id }),
    description: or('description'),
    region: or('region'),
    confidential: values.confidential === true,
    classification: form.classification,
    contact: { name: or('name'), phone: or('phone'), email: or('email') },
  };
  try {
    const { data } = await context.hub.execute<FileAnswer>(fileComplaint, { input }, { as: 'channel' });
    const result = data?.fileComplaint;
    if (!result) return { kind: 'unavailable' };
    if (result.__typename === 'ValidationFailed') return { kind: 'refused', problems: result.problems };
    return { kind: 'filed', ticket: result.complaint.ticket, pin: result.pin };
  } catch {
    return { kind: 'unavailable' };
  }
}
