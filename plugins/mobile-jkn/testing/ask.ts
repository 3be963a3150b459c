/** Asks a hub and gives the data; throws when there are errors. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read what they asked for
export async function ask(url: string, token: string | undefined, query: string, variables?: object): Promise<any> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** Reads until there is something; at most ten seconds. */
export async function awaited<T>(read: () => Promise<T | undefined>, patience = 10_000): Promise<T> {
  for (const end = Date.now() + patience; ;) {
    const found = await read();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`It did not come within ${patience} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
