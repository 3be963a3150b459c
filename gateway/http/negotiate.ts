/** The two media types of GraphQL over HTTP. The newer one may use the status code for what is wrong with a request. */
export const mediaTypes = ['application/graphql-response+json', 'application/json'] as const;
export type MediaType = (typeof mediaTypes)[number];

interface Range {
  readonly type: string;
  readonly quality: number;
}

const parsed = (accept: string): Range[] =>
  accept.split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    return { type, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 };
  });

/**
 * The media type to answer with, by the `Accept` header; undefined when the client takes neither. Without a
 * preference it is `application/json`, which every client reads.
 */
export function negotiate(accept: string | undefined): MediaType | undefined {
  if (accept === undefined || accept === '' || accept === '*/*' || accept === 'application/json')
    return 'application/json';
  const ranges = parsed(accept);
  let best: { readonly type: MediaType; readonly quality: number } | undefined;
  for (const type of mediaTypes) {
    const range = ranges.find((each) => each.type === type);
    if (range && range.quality > (best?.quality ?? 0)) best = { type, quality: range.quality };
  }
  if (best) return best.type;
  const any = ranges.some(({ type, quality }) => quality > 0 && (type === '*/*' || type === 'application/*'));
  return any ? 'application/json' : undefined;
}

/** True when the client wants a page more than data: a browser's address bar. */
export function wantsPage(accept: string | undefined): boolean {
  return accept !== undefined && accept.includes('text/html') && !accept.includes('application/json');
}
