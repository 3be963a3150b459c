import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorCodes, requestIdHeader, type Principal } from '../../schema/index.js';
import { KanalError } from '../../subgraphs/kernel/errors.js';
import type { Logger } from '../../subgraphs/kernel/logging.js';
import type { GraphFault, Route, RouteAnswer, RouteRequest } from '../sdk/index.js';
import { refuse } from './answers.js';
import type { ChannelRuntime } from './channel-runtime.js';
import type { HostMeters } from './meters.js';
import { checkedAnswer, isStreamed, writeHead } from './route-answer.js';
import { RouteBody } from './route-body.js';
import { RouteStreams } from './route-streams.js';
import { matchRoute } from './route-table.js';
import { CallerLate, unavailable, type ServiceDesk } from './service-desk.js';
import type { HostTuning, VisitorPort } from './types.js';

export interface RouteParts {
  readonly channels: ReadonlyMap<string, ChannelRuntime>;
  readonly services: ServiceDesk;
  readonly visitors: VisitorPort | undefined;
  readonly tuning: HostTuning;
  readonly meters: HostMeters;
  readonly log: Logger;
}

const usual = { maximumBytes: 64 * 1024, deadline: 10_000 };

/** One request to a route that is there. */
interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  readonly requestId: string;
  readonly channel: ChannelRuntime;
  readonly route: Route<unknown>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: RouteBody;
  /** Ends when the caller or the host goes. */
  readonly end: AbortController;
}

/** Serves the routes of all channels: `/channels/<channel id>/<path>`. */
export class RouteDesk {
  private readonly streams: RouteStreams;

  constructor(private readonly parts: RouteParts) {
    this.streams = new RouteStreams(parts);
  }

  /** Answers one request. Never rejects. */
  readonly handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = requestIdOf(request, response);
    const found = this.find(request, response, requestId);
    if ('channel' in found) return this.serve(found);
    writeHead(request, response, checkedAnswer(found));
  };

  /** Ends live streams, and those that begin from now on. */
  endLive(): void {
    this.streams.endLive();
  }

  /** Ends every stream; those that are not live are cut, so that nobody takes a part for the whole. */
  stop(): void {
    this.streams.stop();
  }

  private find(request: IncomingMessage, response: ServerResponse, requestId: string): Visit | RouteAnswer {
    const { channelId, path, query } = placeOf(request);
    const channel = this.parts.channels.get(channelId);
    const match = channel && matchRoute(channel.account.plugin.operational?.routes ?? [], methodOf(request), path);
    if (!match || !('route' in match)) return absent(methodOf(request), match?.allowed ?? []);
    const body = new RouteBody(request, match.route.maximumBytes ?? usual.maximumBytes);
    return { request, response, query, requestId, channel, ...match, body, end: new AbortController() };
  }

  private async serve(visit: Visit): Promise<void> {
    const { response, channel, route } = visit;
    const took = this.parts.meters.routes.startTimer({ channel: channel.id, route: `${route.method} ${route.path}` });
    response.once('close', () => visit.end.abort());
    if (response.destroyed) visit.end.abort();
    try {
      const viewer = await this.viewerOf(visit);
      const answer = checkedAnswer(await this.ask(visit, viewer));
      took({ status: answer.status });
      await this.give(visit, viewer, answer);
    } catch (error) {
      if (response.headersSent || response.destroyed) return this.cut(visit, error);
      const answer = this.refusal(visit, error);
      took({ status: answer.status });
      writeHead(visit.request, response, checkedAnswer(answer));
    }
  }

  private async viewerOf({ request }: Visit): Promise<Principal | null> {
    const { authorization } = request.headers;
    if (authorization === undefined) return null;
    const viewer = await this.parts.visitors?.authenticate(authorization).catch(() => undefined);
    if (viewer) return viewer;
    throw new KanalError('UNAUTHENTICATED', 'The token is not valid, has ended or was revoked. Sign in again.');
  }

  private ask(visit: Visit, viewer: Principal | null): Promise<RouteAnswer> {
    const { body, channel, end, requestId, route } = visit;
    if (body.tooLarge) throw tooLarge();
    const caller = { viewer, requestId };
    const callerIsSlow = () => body.awaited;
    const options = { deadline: route.deadline ?? usual.deadline, signal: end.signal, callerIsSlow };
    const asked = this.requestOf(visit);
    return this.parts.services.serve(channel, caller, options, async (context) => route.handle(asked, context));
  }

  private requestOf({ request, query, channel, parameters, body }: Visit): RouteRequest {
    const { publicUrl, trustedProxies = 0 } = this.parts.visitors ?? {};
    const base = publicUrl ?? `http://localhost:${request.socket.localPort}`;
    // Who asks is known by `viewer`: a token that a plugin never sees cannot leak from it.
    const { authorization: _token, ...others } = request.headers;
    const headers = Object.entries(others).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]);
    return {
      method: methodOf(request),
      parameters,
      query,
      headers: Object.fromEntries(headers) as RouteRequest['headers'],
      remoteAddress: addressOf(request, trustedProxies),
      baseUrl: `${base}/channels/${channel.id}`,
      body: body.read(),
    };
  }

  private async give(visit: Visit, viewer: Principal | null, answer: ReturnType<typeof checkedAnswer>): Promise<void> {
    const { request, response, channel, end } = visit;
    if (response.destroyed) return;
    if (!isStreamed(answer.body)) return writeHead(request, response, answer);
    if (!this.streams.hasRoom(channel.id)) throw unavailable();
    writeHead(request, response, answer);
    await this.streams.run({ response, channelId: channel.id, end, viewer }, answer, answer.body);
  }

  /** The head is out, or there is nobody to answer: all that can be said is that it ends here. */
  private cut({ channel, response, requestId }: Visit, error: unknown): void {
    if (!response.destroyed)
      this.parts.log.error(
        { err: channel.withoutSecrets(error), channel: channel.id, requestId },
        'a streamed answer broke off',
      );
    response.destroy();
  }

  private refusal({ body, channel, requestId }: Visit, error: unknown): RouteAnswer {
    const { name, code, message = '' } = error as Partial<GraphFault>;
    if (error instanceof CallerLate) return refuse(error.code, message, { status: 408 });
    if (isTelling(error)) return refuse(code!, message, errorCodes[code!].status === 503 ? comeAgain : {});
    if ((name as string) === 'PayloadTooLarge' || body.tooLarge) return refuse('PAYLOAD_TOO_LARGE', tooLarge().message);
    this.parts.log.error(
      { err: channel.withoutSecrets(error), channel: channel.id, requestId },
      'a route of a plugin failed',
    );
    return refuse('INTERNAL', `Something went wrong on our side. Report the request id ${requestId}.`);
  }
}

const comeAgain = { headers: { 'retry-after': '5' } };

/** An error that the caller may read: ours, or a GraphFault of whatever copy of the SDK. */
function isTelling(error: unknown): boolean {
  const { name, code = '' } = error as Partial<GraphFault>;
  return code in errorCodes && (error instanceof KanalError || name === 'GraphFault');
}

const methodOf = (request: IncomingMessage) => request.method ?? 'GET';

/** The channel and the path behind it, without a slash at either end. */
function placeOf(request: IncomingMessage): { channelId: string; path: string; query: URLSearchParams } {
  const [pathname = '', query] = (request.url ?? '').split('?', 2);
  const [, channelId = '', path = ''] = /^\/channels\/([a-z0-9-]+)(?:\/(.*?))?\/?$/.exec(pathname) ?? [];
  return { channelId, path, query: new URLSearchParams(query) };
}

/** The answer where nothing takes this method, or nothing is at all. */
function absent(method: string, allowed: readonly string[]): RouteAnswer {
  const allow = allowed.join(', ');
  if (allow === '') return refuse('NOT_FOUND', 'No channel has anything at this path.');
  if (method === 'OPTIONS') return { status: 204, headers: { allow } };
  return refuse('BAD_REQUEST', `This path takes ${allow}.`, { status: 405, headers: { allow } });
}

const tooLarge = () => new KanalError('PAYLOAD_TOO_LARGE', 'The body is larger than this path takes.');

/** The id that the gateway gave, or one of our own. */
function requestIdOf(request: IncomingMessage, response: ServerResponse): string {
  const known = response.getHeader(requestIdHeader) ?? request.headers[requestIdHeader];
  const requestId = typeof known === 'string' && /^[\w.-]{1,64}$/.test(known) ? known : randomUUID();
  response.setHeader(requestIdHeader, requestId);
  return requestId;
}

/** Who calls: behind `trusted` proxies, the address that the outermost of them saw. */
function addressOf(request: IncomingMessage, trusted: number): string {
  const named = String(request.headers['x-forwarded-for'] ?? '').split(',');
  const all = [...named.map((each) => each.trim()).filter(Boolean), request.socket.remoteAddress ?? ''];
  return all[Math.max(0, all.length - 1 - trusted)] ?? '';
}
