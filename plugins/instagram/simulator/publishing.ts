import type { ProviderAnswer } from '../../sdk/testing/index.js';
import { text, type Json } from '../json.js';
import { graphError, ok } from './answers.js';
import { newObjectId } from './payloads.js';

type StatusCode = 'IN_PROGRESS' | 'FINISHED' | 'ERROR' | 'EXPIRED' | 'PUBLISHED';

/** A container of the simulated account. */
export interface Container {
  readonly id: string;
  readonly parameters: Json;
  /** What the next looks at it show, in order; the last one stays. */
  statuses: StatusCode[];
  /** Text of `status` beside ERROR. */
  detail?: string;
  mediaId?: string;
}

/** A medium that is public in the simulation. */
export interface PublishedMedia {
  readonly id: string;
  readonly caption?: string;
  readonly timestamp: string;
}

/** Containers, their processing, publication and its quota. */
export class Publishing {
  readonly containers: Container[] = [];
  readonly published: PublishedMedia[] = [];
  quota: { used: number; total: number } = { used: 0, total: 50 };
  /** Statuses that new containers run through, by what makes them; FINISHED at once when empty. */
  script: StatusCode[] = [];

  constructor(private readonly now: () => number) {}

  create(parameters: Json): Exclude<ProviderAnswer, string> {
    const fault = this.faultOf(parameters);
    if (fault) return fault;
    const container = {
      id: newObjectId(),
      parameters,
      statuses: this.script.length > 0 ? [...this.script] : ['FINISHED' as const],
    };
    this.containers.push(container);
    return ok({ id: container.id });
  }

  private faultOf(parameters: Json) {
    const { media_type: type, image_url: image, video_url: video } = parameters;
    if (type === 'CAROUSEL') {
      const ids = (text(parameters.children) ?? '').split(',');
      const known = ids.every((id) => this.find(id)?.parameters.is_carousel_item === true);
      if (ids.length < 2 || ids.length > 10) return graphError(100, { subcode: 2207028 });
      return known ? null : graphError(-2, { subcode: 2207020 });
    }
    const url = text(type === 'REELS' || type === 'VIDEO' ? video : image);
    return url?.startsWith('https://') ? null : graphError(9004, { subcode: 2207052 });
  }

  find(id: string): Container | undefined {
    return this.containers.find((container) => container.id === id);
  }

  status({ id, statuses, detail, mediaId }: Container): Exclude<ProviderAnswer, string> {
    const current = mediaId !== undefined ? 'PUBLISHED' : statuses.length > 1 ? statuses.shift() : statuses[0];
    return ok({ id, status_code: current, ...(detail && current === 'ERROR' ? { status: detail } : {}) });
  }

  publish(parameters: Json): Exclude<ProviderAnswer, string> {
    const container = this.find(text(parameters.creation_id) ?? '');
    if (!container) return graphError(24, { subcode: 2207006 });
    if (container.mediaId !== undefined || container.statuses[0] !== 'FINISHED')
      return graphError(9007, { subcode: 2207027 });
    if (this.quota.used >= this.quota.total) return graphError(9, { subcode: 2207042, status: 403 });
    this.quota.used += 1;
    const caption = text(container.parameters.caption);
    container.mediaId = newObjectId();
    const timestamp = new Date(this.now()).toISOString().replace(/\.\d+Z$/, '+0000');
    this.published.unshift({ id: container.mediaId, timestamp, ...(caption ? { caption } : {}) });
    return ok({ id: container.mediaId });
  }

  limit(): Exclude<ProviderAnswer, string> {
    const { used, total } = this.quota;
    return ok({ data: [{ config: { quota_total: total, quota_duration: 86_400 }, quota_usage: used }] });
  }
}
