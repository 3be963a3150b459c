import type { Post, PostFault, PostImage, PostVideo } from '../sdk/index.js';

/** The rules by which a post is judged before Meta is asked. */
type Rule =
  | 'URL'
  | 'IMAGE_FORMAT'
  | 'IMAGE_SIZE'
  | 'IMAGE_RATIO'
  | 'VIDEO_FORMAT'
  | 'ALT_TEXT'
  | 'CAROUSEL_ITEMS'
  | 'CAPTION_LENGTH'
  | 'CAPTION_HASHTAGS'
  | 'CAPTION_MENTIONS';

const megabytes8 = 8 * 1024 * 1024;
const captionLength = 2200;
const mentionLimit = 20;
/** 4:5 and 1.91:1, with room for a pixel of rounding. */
const [narrowest, widest] = [0.8, 1.91];

/**
 * The rules of Instagram that a post breaks, all together; empty: Meta may be asked. Pure. Only what is known is
 * checked: a missing size or type is left to Meta.
 * @param hashtagLimit of the configuration
 */
export function postFaults(post: Post, hashtagLimit: number): PostFault[] {
  return [...captionFaults(post.caption ?? '', hashtagLimit), ...mediaFaults(post)];
}

function mediaFaults(post: Post): PostFault[] {
  if (post.kind === 'image') return imageFaults(post.image, 'image');
  if (post.kind === 'reel') {
    const cover = post.coverUrl === undefined ? [] : urlFaults(post.coverUrl, 'coverUrl');
    return [...videoFaults(post.video, 'video'), ...cover];
  }
  const { items } = post;
  const count: PostFault[] =
    items.length >= 2 && items.length <= 10
      ? []
      : [{ code: 'CAROUSEL_ITEMS', field: 'items', message: `a carousel has 2 to 10 items, not ${items.length}` }];
  const each = items.flatMap((item, i) =>
    item.kind === 'image' ? imageFaults(item, `items.${i}`) : videoFaults(item, `items.${i}`),
  );
  return [...count, ...each];
}

function urlFaults(url: string, field: string): PostFault[] {
  if (/^https:\/\/[^\s/]+\S*$/i.test(url)) return [];
  return [{ code: 'URL', field, message: 'the address must be public and begin with https://' }];
}

/** By the stated type, else by the ending of the address when that names a type. */
function formatFaults(
  { url, mimeType }: { url: string; mimeType?: string },
  allowed: { types: RegExp; endings: RegExp },
): boolean {
  if (mimeType !== undefined) return !allowed.types.test(mimeType);
  const ending = /\.([a-z0-9]{2,5})(?:[?#]|$)/i.exec(url.replace(/^https?:\/\/[^/]+/i, ''))?.[1];
  return ending !== undefined && !allowed.endings.test(ending);
}

function imageFaults(image: PostImage, field: string): PostFault[] {
  const faults = urlFaults(image.url, field);
  const add = (code: Rule, message: string) => faults.push({ code, field, message });
  if (formatFaults(image, { types: /^image\/jpe?g$/i, endings: /^(jpe?g|php|aspx?|cgi)$/i }))
    add('IMAGE_FORMAT', 'Instagram takes JPEG only; convert the image');
  if (image.bytes !== undefined && image.bytes > megabytes8) add('IMAGE_SIZE', 'the image is larger than 8 MB');
  const ratio = badRatio(image);
  if (ratio !== null)
    add('IMAGE_RATIO', `width to height is ${ratio.toFixed(2)}; it must lie between 4:5 (0.80) and 1.91`);
  if ((image.altText ?? '').length > 1000)
    add('ALT_TEXT', 'the text for screen readers is longer than 1000 characters');
  return faults;
}

/** The ratio of width to height when Instagram does not take it; null: it does, or it is not known. */
function badRatio({ width = 0, height = 0 }: PostImage): number | null {
  if (width <= 0 || height <= 0) return null;
  const ratio = width / height;
  return ratio < narrowest - 1 / height || ratio > widest + 1 / height ? ratio : null;
}

function videoFaults(video: PostVideo, field: string): PostFault[] {
  const faults = urlFaults(video.url, field);
  if (formatFaults(video, { types: /^video\/(mp4|quicktime)$/i, endings: /^(mp4|mov|php|aspx?|cgi)$/i }))
    faults.push({ code: 'VIDEO_FORMAT', field, message: 'Instagram takes MP4 and MOV videos only' });
  return faults;
}

function captionFaults(caption: string, hashtagLimit: number): PostFault[] {
  const faults: PostFault[] = [];
  const add = (code: Rule, message: string) => faults.push({ code, field: 'caption', message });
  const hashtags = caption.match(/#[\p{L}\p{N}_]+/gu)?.length ?? 0;
  const mentions = caption.match(/(?<![\p{L}\p{N}_.])@[A-Za-z0-9_.]+/gu)?.length ?? 0;
  if (caption.length > captionLength) {
    add('CAPTION_LENGTH', `the caption has ${caption.length} characters; ${captionLength} are allowed`);
  }
  if (hashtags > hashtagLimit)
    add('CAPTION_HASHTAGS', `the caption has ${hashtags} hashtags; ${hashtagLimit} are allowed`);
  if (mentions > mentionLimit)
    add('CAPTION_MENTIONS', `the caption names ${mentions} accounts; ${mentionLimit} are allowed`);
  return faults;
}
