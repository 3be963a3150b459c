/** Parameters of a request of Twilio: the first value of each name. */
export type Parameters = ReadonlyMap<string, string>;

/** Reads a form, or a JSON object whose members are texts and numbers. Total: what is neither has no parameters. */
export function readParameters(rawBody: Buffer): Parameters {
  const body = rawBody.toString('utf8');
  return body.trimStart().startsWith('{') ? fromJson(body) : fromForm(body);
}

function fromForm(body: string): Parameters {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) if (!parameters.has(name)) parameters.set(name, value);
  return parameters;
}

function fromJson(body: string): Parameters {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    return new Map();
  }
  const members = Object.entries(given as Record<string, unknown>);
  return new Map(
    members.flatMap(([name, value]) => {
      if (typeof value === 'string') return [[name, value] as const];
      return typeof value === 'number' ? [[name, String(value)] as const] : [];
    }),
  );
}

/** A form with every value of a repeated name, as the signature counts them. */
export function signedParameters(rawBody: Buffer): Record<string, string | string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(rawBody.toString('utf8'))) {
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return Object.fromEntries([...values].map(([name, list]) => [name, list.length === 1 ? list[0]! : list]));
}
