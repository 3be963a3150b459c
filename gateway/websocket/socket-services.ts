import type { Principal } from '../../schema/index.js';
import type { GatewayLog } from '../gateway-log.js';
import type { Authenticator } from '../identity/authenticator.js';
import type { GatewayLimits } from '../limits.js';
import type { GatewayMetrics } from '../metrics.js';
import type { Pipeline } from '../operations/pipeline.js';
import type { RateLimiter } from '../operations/rate-limiter.js';
import type { Feeds } from '../subscriptions/feeds.js';

/** What every socket needs of the gateway; one object for all of them. */
export interface SocketServices {
  readonly pipeline: Pipeline;
  readonly feeds: Feeds;
  readonly authenticator: Authenticator;
  readonly rateLimiter: RateLimiter;
  readonly limits: GatewayLimits;
  readonly metrics: GatewayMetrics;
  readonly production: boolean;
  readonly log: GatewayLog;
  /** Counts a socket for its principal; false when there are too many. */
  register(socket: object, principal: Principal | null, address: string): boolean;
}
