export const postKinds = ['IMAGE', 'CAROUSEL', 'REEL'] as const;
export type PostKind = (typeof postKinds)[number];

/** PLANNED < REQUESTED < WAITING; PUBLISHED, FAILED and WITHDRAWN are the end. */
export const postStatuses = ['PLANNED', 'REQUESTED', 'WAITING', 'PUBLISHED', 'FAILED', 'WITHDRAWN'] as const;
export type PostStatus = (typeof postStatuses)[number];

/** A picture or film of a post, by a public address: the provider fetches it itself. */
export interface PostMedia {
  readonly kind: 'IMAGE' | 'VIDEO';
  readonly url: string;
  /** Text for screen readers. */
  readonly altText: string | null;
}

/** What the author of a post says. */
export interface PostDraft {
  readonly kind: PostKind;
  readonly channelId: string;
  readonly caption?: string | null;
  readonly media: readonly {
    readonly kind: PostMedia['kind'];
    readonly url: string;
    readonly altText?: string | null;
  }[];
  readonly coverUrl?: string | null;
  readonly shareToFeed?: boolean | null;
  /** Absent: when the campaign begins. */
  readonly publishAt?: Date | null;
}

/** Why a post waits or has failed, in the words of the plugin. */
export interface PostError {
  readonly code: string;
  readonly message: string;
}

/** A post of a campaign with what became of it. */
export interface ContentPost {
  readonly id: string;
  readonly kind: PostKind;
  readonly channelId: string;
  readonly caption: string;
  readonly media: readonly PostMedia[];
  readonly coverUrl: string | null;
  readonly shareToFeed: boolean | null;
  readonly publishAt: Date | null;
  readonly status: PostStatus;
  /** When the status was reached. */
  readonly statusAt: Date;
  /** While it waits: when it is tried again. */
  readonly waitingUntil: Date | null;
  readonly externalId: string | null;
  readonly permalink: string | null;
  readonly error: PostError | null;
}

/** A post whose fate is settled. */
export const isSettled = ({ status }: Pick<ContentPost, 'status'>): boolean =>
  status === 'PUBLISHED' || status === 'FAILED' || status === 'WITHDRAWN';

/** The most that a campaign may hold. */
export const mostPosts = 50;
const longestCaption = 5000;

interface Fault {
  readonly field: string;
  readonly message: string;
}

/** What is wrong with a post by the rules that hold on every channel; the channel's own rules are checked when it is brought out. */
export function postFaults(post: PostDraft, place: string): Fault[] {
  const { channelId, caption, media, coverUrl } = post;
  const addresses = [...media.map(({ url }) => url), ...(coverUrl ? [coverUrl] : [])];
  const checks: [string, boolean, string][] = [
    ['channelId', channelId.trim() === '' || channelId.length > 60, 'Name the channel, such as instagram.'],
    ['caption', (caption ?? '').length > longestCaption, `A caption has at most ${longestCaption} characters.`],
    ['media', !fits(post), mediaRule[post.kind]],
    ['media', addresses.some((url) => !isPublicAddress(url)), 'Addresses are public and begin with https://.'],
    [
      'media',
      media.some(({ altText }) => (altText ?? '').length > 1000),
      'A text for screen readers has at most 1000 characters.',
    ],
  ];
  return checks.filter(([, wrong]) => wrong).map(([field, , message]) => ({ field: `${place}.${field}`, message }));
}

const mediaRule: Readonly<Record<PostKind, string>> = {
  IMAGE: 'An image post has one image.',
  CAROUSEL: 'A carousel has 2 to 10 images or videos.',
  REEL: 'A reel has one video.',
};

function fits({ kind, media }: PostDraft): boolean {
  if (kind === 'CAROUSEL') return media.length >= 2 && media.length <= 10;
  return media.length === 1 && media[0]?.kind === (kind === 'REEL' ? 'VIDEO' : 'IMAGE');
}

function isPublicAddress(text: string): boolean {
  if (text.length > 2000 || !URL.canParse(text)) return false;
  const { protocol, hostname, username } = new URL(text);
  return protocol === 'https:' && hostname.includes('.') && username === '';
}

type Picture = { kind: 'image'; url: string; altText?: string };
type Film = { kind: 'video'; url: string };
/** A post as the event log carries it (the terms of the plugin contract). */
export type PublicPost =
  | { kind: 'image'; image: Picture; caption?: string }
  | { kind: 'carousel'; items: (Picture | Film)[]; caption?: string }
  | { kind: 'reel'; video: Film; caption?: string; coverUrl?: string; shareToFeed?: boolean };

/** What channels are asked to bring out. */
export function publicPost({ kind, caption, media, coverUrl, shareToFeed }: ContentPost): PublicPost {
  const words = caption === '' ? {} : { caption };
  const items = media.map(({ kind: medium, url, altText }): Picture | Film =>
    medium === 'VIDEO' ? { kind: 'video', url } : { kind: 'image', url, ...(altText === null ? {} : { altText }) },
  );
  if (kind === 'CAROUSEL') return { kind: 'carousel', items, ...words };
  if (kind === 'IMAGE') return { kind: 'image', image: items[0] as Picture, ...words };
  const film = { kind: 'video' as const, url: items[0]!.url };
  const cover = coverUrl === null ? {} : { coverUrl };
  return { kind: 'reel', video: film, ...words, ...cover, ...(shareToFeed === null ? {} : { shareToFeed }) };
}
