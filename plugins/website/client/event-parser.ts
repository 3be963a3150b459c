/** One server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
  /** Last id seen; empty: none yet. */
  readonly id: string;
}

/** Longest unfinished line or event kept, in characters: what is longer is no stream of ours. */
const longest = 1_000_000;

/**
 * Reads a stream of server-sent events piece by piece (WHATWG HTML, 9.2.6), wherever the pieces are cut.
 * `fetch` is used instead of EventSource because that cannot send a header, and a token does not belong in an address.
 * @returns takes the next piece. Throws RangeError for an event without end
 */
export function createEventParser(emit: (event: ServerEvent) => void): (piece: string) => void {
  let pending = '';
  let data: string[] = [];
  let size = 0;
  let name = '';
  let id = '';
  const dispatch = () => {
    if (data.length > 0) emit({ event: name || 'message', data: data.join('\n'), id });
    data = [];
    size = 0;
    name = '';
  };
  const take = (line: string) => {
    if (line === '') return dispatch();
    const [, field = '', value = ''] = /^([^:]*)(?::[ ]?([^]*))?$/.exec(line) ?? [];
    if (field === 'data') {
      size += value.length;
      if (size > longest) throw new RangeError('An event is too long.');
      data.push(value);
    } else if (field === 'event') name = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
  };
  return (piece) => {
    pending += piece;
    // A line break may be cut in two: a carriage return at the end waits for what follows.
    for (let end = breakIn(pending); end; end = breakIn(pending)) {
      const line = pending.slice(0, end.at);
      pending = pending.slice(end.next);
      take(line);
    }
    if (pending.length > longest) throw new RangeError('A line is too long.');
  };
}

function breakIn(text: string): { at: number; next: number } | null {
  const at = text.search(/[\r\n]/);
  if (at < 0 || (text[at] === '\r' && at === text.length - 1)) return null;
  return { at, next: text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1 };
}
