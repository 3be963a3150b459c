import type { ProviderError, PublishCommand, RecordProgress } from '../sdk/index.js';
import {
  containerStatus,
  createContainer,
  findPublished,
  itemParameters,
  permalinkOf,
  postParameters,
  publishContainer,
} from './containers.js';
import { failureOutcome } from './errors.js';
import type { GraphAnswer, GraphContext } from './graph.js';
import { text, type Json } from './json.js';
import { postFaults } from './post.js';
import { publishingLimit } from './publishing-limit.js';
import { readProgress, type Outcome, type Progress } from './publish-progress.js';
import { restFor } from './usage.js';

const minute = 60_000;
/** Meta advises to ask once a minute for at most five minutes; later looks are rarer. */
const [patientPolls, rareInterval] = [5, 10 * minute];
const quotaInterval = 60 * minute;
const mostRestarts = 1;
/** A publication without an answer may still be under way at Meta: so long a container that looks unpublished is left alone. */
const settleTime = 2 * minute;

/** What a step came to: news to go on with, or the end of this call. */
type Step = { readonly go: Progress } | { readonly stop: Outcome };
type Failed = Exclude<GraphAnswer, { kind: 'ok' }>;

/**
 * Brings a post out: containers, their processing, publication. Does as much as can be done now and says how to go on;
 * it never waits by itself. Every id that Meta gives is recorded before the next step, so a crash repeats nothing: the
 * container itself is the idempotency key, because Meta publishes each at most once and tells whether it has.
 * @param recordProgress is awaited after each step; without it only the answer carries the progress
 */
export async function publish(
  command: PublishCommand,
  context: GraphContext,
  recordProgress: RecordProgress = () => Promise.resolve(),
): Promise<Outcome> {
  let progress = readProgress(command.progress) ?? fresh(command);
  if (progress.mediaId !== undefined) return published(progress.mediaId, progress, context);
  const faults = postFaults(command.post, context.config.hashtagLimit);
  if (faults.length > 0) {
    const error = {
      code: 'MEDIA_RULES',
      message: faults.map(({ field, message }) => `${field}: ${message}`).join('; '),
    };
    return { status: 'rejected', permanent: true, error, faults, progress };
  }
  for (const step of [checkQuota, makeChildren, makeContainer, awaitContainer, bringOut]) {
    const result = await step({ command, progress, context, recordProgress });
    if ('stop' in result) return result.stop;
    progress = result.go;
  }
  return { status: 'unknown', error: problem('NO_MEDIA_ID', 'published without a media id'), progress };
}

interface Work {
  readonly command: PublishCommand;
  readonly progress: Progress;
  readonly context: GraphContext;
  readonly recordProgress: RecordProgress;
}

const problem = (code: string, message: string): ProviderError => ({ code, message });

function fresh({ post }: PublishCommand): Progress {
  return { children: post.kind === 'carousel' ? post.items.map(() => null) : [], polls: 0, restarts: 0 };
}

const wait = (progress: Progress, retryAfter: number, code: string, message: string): Step => ({
  stop: { status: 'waiting', retryAfter, reason: problem(code, message), progress },
});

/** Before anything is made, ask whether it could be published. Once publication has begun the question is settled. */
async function checkQuota({ progress, context }: Work): Promise<Step> {
  if (progress.publishingSince !== undefined) return { go: progress };
  const limit = await publishingLimit(context);
  if (limit === null) return { go: progress };
  if ('kind' in limit) return { stop: failed(limit, progress) };
  if (limit.used < limit.total) return { go: progress };
  const hours = Math.round(limit.window / 3_600_000);
  return wait(
    progress,
    quotaInterval,
    'QUOTA_USED_UP',
    `${limit.used} of ${limit.total} posts of ${hours} hours are used up`,
  );
}

async function makeChildren(work: Work): Promise<Step> {
  const { command, context } = work;
  let { progress } = work;
  if (command.post.kind !== 'carousel' || progress.container !== undefined) return { go: progress };
  for (const [i, item] of command.post.items.entries()) {
    if (progress.children[i]) continue;
    const made = await make(itemParameters(item), progress, context);
    if ('stop' in made) return made;
    const children = progress.children.map((child, place) => (place === i ? made.id : child));
    progress = { ...progress, children };
    await work.recordProgress(progress);
    const rest = restFor(made.usage);
    if (rest > 0) return wait(progress, rest, 'NEAR_RATE_LIMIT', 'the rate limit of the account is nearly used up');
  }
  return { go: progress };
}

async function makeContainer(work: Work): Promise<Step> {
  const { command, progress, context, recordProgress } = work;
  if (progress.container !== undefined) return { go: progress };
  const ready = await childrenReady(work);
  if (ready) return ready;
  const children = progress.children.filter((child) => child !== null);
  const made = await make(postParameters(command.post, children), progress, context);
  if ('stop' in made) return made;
  const next = { ...progress, container: made.id, polls: 0 };
  await recordProgress(next);
  return { go: next };
}

/** A carousel with a video can be put together only when every item is processed. Null: go on. */
async function childrenReady(work: Work): Promise<Step | null> {
  const { post } = work.command;
  if (post.kind !== 'carousel' || post.items.every(({ kind }) => kind === 'image')) return null;
  for (const child of work.progress.children) {
    const step = child === null ? null : await look(child, work);
    if (step !== null && step !== 'PUBLISHED') return step;
  }
  return null;
}

async function make(
  parameters: Json,
  progress: Progress,
  context: GraphContext,
): Promise<{ stop: Outcome } | { id: string; usage: Extract<GraphAnswer, { kind: 'ok' }>['usage'] }> {
  const answer = await createContainer(parameters, context);
  if (answer.kind !== 'ok') return { stop: failed(answer, progress) };
  const id = text(answer.json.id);
  if (id !== undefined) return { id, usage: answer.usage };
  return { stop: retry(progress, problem('NO_CONTAINER_ID', 'a positive answer without a container id')) };
}

async function awaitContainer(work: Work): Promise<Step> {
  const { container } = work.progress;
  if (container === undefined) return { go: work.progress };
  const seen = await look(container, work);
  if (seen === null) return { go: work.progress };
  return seen === 'PUBLISHED' ? found(work) : seen;
}

/** Null: FINISHED. Otherwise what it means that the container is not. */
async function look(container: string, work: Work): Promise<Step | 'PUBLISHED' | null> {
  const { progress, context, recordProgress } = work;
  const answer = await containerStatus(container, context);
  if (isGone(answer)) return gone(work);
  if (answer.kind !== 'ok') return { stop: failed(answer, progress) };
  const status = text(answer.json.status_code);
  if (status === 'FINISHED') return null;
  if (status === 'PUBLISHED') return status;
  if (status === 'EXPIRED') return restart(work);
  if (status === 'ERROR') return broken(progress, text(answer.json.status));
  const next = { ...progress, polls: progress.polls + 1 };
  await recordProgress(next);
  const pause = Math.max(next.polls <= patientPolls ? minute : rareInterval, restFor(answer.usage));
  return wait(next, pause, 'IN_PROGRESS', 'Instagram is still processing the media');
}

/** Meta drops a container after 24 hours; making it anew is safe, because the old one can no longer be published. */
async function restart({ command, progress, recordProgress }: Work): Promise<Step> {
  if (progress.restarts >= mostRestarts) {
    const error = problem('CONTAINER_EXPIRED', 'the containers expired again before they could be published');
    return { stop: { status: 'rejected', permanent: true, error, progress } };
  }
  const next = { ...fresh(command), restarts: progress.restarts + 1 };
  await recordProgress(next);
  return wait(next, 0, 'CONTAINER_EXPIRED', 'the container was not published within 24 hours; it is made anew');
}

/** Meta's ways to say that a container does not exist (any more). */
const isGone = (answer: GraphAnswer) =>
  answer.kind === 'refused' && ['24/2207006', '24/2207008', '100/33'].includes(`${answer.code}/${answer.subcode}`);

/** Anew, unless the vanished container may have become public: then a person has to look. */
function gone(work: Work): Step | Promise<Step> {
  const { progress } = work;
  if (progress.publishingSince === undefined) return restart(work);
  const error = problem(
    'CONTAINER_GONE',
    'the container vanished after publication began; look whether the post is public',
  );
  return { stop: { status: 'rejected', permanent: true, error, progress } };
}

/** `status` reads like "Error: Media upload has failed with error code 2207026": the number alone is passed on. */
function broken(progress: Progress, status = ''): Step {
  const subcode = /\b22\d{5}\b/.exec(status)?.[0];
  const code = subcode === undefined ? 'CONTAINER_ERROR' : `CONTAINER_ERROR/${subcode}`;
  const error = problem(code, 'Instagram could not process the media; check format, size, length and public address');
  return { stop: { status: 'rejected', permanent: true, error, progress } };
}

async function bringOut(work: Work): Promise<Step> {
  const { context, recordProgress } = work;
  const now = context.now();
  const { publishTriedAt } = work.progress;
  const since = publishTriedAt === undefined ? Infinity : now.getTime() - Date.parse(publishTriedAt);
  if (since < settleTime)
    return wait(work.progress, settleTime - since, 'SETTLING', 'an earlier publication may be under way');
  const publishingSince = work.progress.publishingSince ?? now.toISOString();
  const progress = { ...work.progress, publishingSince, publishTriedAt: now.toISOString() };
  await recordProgress(progress);
  const answer = await publishContainer(progress.container ?? '', context);
  if (answer.kind === 'lost') return { stop: { status: 'unknown', error: lost(answer.code), progress } };
  if (answer.kind !== 'ok') return { stop: refused(answer, progress) };
  const mediaId = text(answer.json.id);
  if (mediaId === undefined) return { stop: { status: 'unknown', error: lost('NO_MEDIA_ID'), progress } };
  return finish({ ...work, progress }, mediaId);
}

/** A clear no: nothing became public by this try. Without a code of Meta's the try stays open. */
function refused(answer: Failed, progress: Progress): Outcome {
  const outcome = failureOutcome(answer);
  if (outcome.status === 'unknown') return { ...outcome, progress };
  const { publishTriedAt: _settled, ...rest } = progress;
  return { ...outcome, progress: rest };
}

const lost = (code: string) => problem(code, 'the answer to the publication was lost; the next call finds out');

async function found(work: Work): Promise<Step> {
  const { command, progress, context } = work;
  const since = progress.publishingSince;
  const mediaId = since === undefined ? null : await findPublished(command.post, new Date(since), context);
  return mediaId === null ? { stop: { status: 'published', mediaId, progress } } : finish(work, mediaId);
}

async function finish({ progress, recordProgress, context }: Work, mediaId: string): Promise<Step> {
  const done = { ...progress, mediaId };
  await recordProgress(done);
  return { stop: await published(mediaId, done, context) };
}

async function published(mediaId: string, progress: Progress, context: GraphContext): Promise<Outcome> {
  const permalink = await permalinkOf(mediaId, context);
  return { status: 'published', mediaId, ...(permalink === null ? {} : { permalink }), progress };
}

/** A call before or beside the publication failed: nothing became public by it, so it may be made again. */
function failed(answer: Failed, progress: Progress): Outcome {
  const outcome = failureOutcome(answer);
  return outcome.status === 'rejected' ? { ...outcome, progress } : retry(progress, outcome.error);
}

const retry = (progress: Progress, error: ProviderError): Outcome => ({
  status: 'rejected',
  permanent: false,
  retryAfter: minute,
  error,
  progress,
});
