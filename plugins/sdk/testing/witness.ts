/** Something that a plugin said where a log or an answer would keep it. */
export interface Statement {
  /** Such as `send`. */
  readonly by: string;
  readonly text: string;
}

/** Keeps what a plugin says during a run: outcomes, errors, probe results and what it writes to the console. */
export class Witness {
  readonly statements: Statement[] = [];

  /** Takes down a value or an error with its causes. */
  note(by: string, value: unknown): void {
    this.statements.push({ by, text: value instanceof Error ? describe(value) : (JSON.stringify(value) ?? '') });
  }

  /** Runs work and takes down what it writes to the console; the output still appears. */
  async listen<T>(by: string, work: () => Promise<T>): Promise<T> {
    const undo = [process.stdout, process.stderr].map((stream) =>
      tap(stream, (text) => this.note(`${by} (console)`, text)),
    );
    const restoreConsole = this.tapConsole(by);
    try {
      return await work();
    } finally {
      restoreConsole();
      for (const restore of undo) restore();
    }
  }

  private tapConsole(by: string): () => void {
    const target = globalThis.console as unknown as Record<string, (...parts: unknown[]) => void>;
    const names = ['log', 'info', 'warn', 'error', 'debug'];
    const originals = names.map((name) => [name, target[name]!] as const);
    for (const [name, original] of originals) {
      target[name] = (...parts) => {
        for (const part of parts) this.note(`${by} (console)`, part);
        original.apply(target, parts);
      };
    }
    return () => {
      for (const [name, original] of originals) target[name] = original;
    };
  }
}

function describe(error: Error): string {
  const cause = error.cause instanceof Error ? ` <- ${describe(error.cause)}` : '';
  return `${error.name}: ${error.message}\n${error.stack ?? ''}${cause}`;
}

function tap(stream: NodeJS.WriteStream, hear: (text: string) => void): () => void {
  const original = stream.write.bind(stream);
  stream.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    hear(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    return original(chunk, ...rest);
  }) as typeof stream.write;
  return () => void (stream.write = original as typeof stream.write);
}
