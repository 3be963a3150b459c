import { jsonAnswer, PayloadTooLarge, type RouteAnswer, type RouteRequest } from '../sdk/index.js';
import { FileFault, fileFaultText } from './faults.js';
import { HubRefusal, type Problem, type WorkerList } from './hub.js';
import { problemText } from './messages.js';

const statuses: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  RATE_LIMITED: 429,
  SUBGRAPH_UNAVAILABLE: 503,
  SHUTTING_DOWN: 503,
};

/** A refusal in the form of the hub's RESTful parts. */
export function refuse(status: number, code: string, message: string, more: object = {}): RouteAnswer {
  const answer = jsonAnswer(status, { error: { code, message, ...more } });
  return status === 409 || status === 503 ? { ...answer, headers: { ...answer.headers, 'retry-after': '30' } } : answer;
}

/** The answer to a fault that the caller can do something about; anything else is the host's to mask. */
export function answerOf(error: unknown): RouteAnswer {
  if (error instanceof FileFault) {
    const { reason, row, detail } = error;
    const text = fileFaultText(reason, row, detail);
    return refuse(422, 'BAD_USER_INPUT', text.en, { reason, text, ...(row !== undefined && { row }) });
  }
  if (error instanceof HubRefusal) {
    const status = statuses[error.code];
    if (status !== undefined) return refuse(status, error.code, error.message);
  }
  if (error instanceof PayloadTooLarge) return refuse(413, 'PAYLOAD_TOO_LARGE', error.message);
  throw error;
}

/** A problem with its texts. */
export const problemView = ({ row, column, code, severity, otherRow }: Problem) => ({
  row,
  column,
  code,
  severity,
  ...(otherRow !== null && otherRow !== undefined && { otherRow }),
  message: problemText(code, otherRow),
});

/** An upload as the portal shows it. */
export function listView(request: Pick<RouteRequest, 'baseUrl'>, list: WorkerList, problems: readonly Problem[]) {
  const self = `${request.baseUrl}/worker-lists/${list.id}`;
  return {
    id: list.id,
    state: list.state,
    errors: list.onError === 'SKIP' ? 'skip' : 'refuse',
    fileName: list.fileName,
    attempt: list.attempt,
    begunAt: list.begunAt,
    endedAt: list.endedAt,
    /** False once every new person of an applied list is in the data bank. */
    registering: list.registering,
    counts: list.counts,
    problems: problems.map(problemView),
    links: { self, errors: `${self}/errors.csv` },
  };
}
