/** What the command's exit code says; the same table stands in its help and in docs/satisfaction-model.md. */
export const exitCodes = {
  ok: 0,
  /** A fault of this program. */
  internal: 1,
  usage: 2,
  data: 3,
  model: 4,
  estimation: 5,
  /** A result file could not be written. */
  output: 6,
  /** Stopped by SIGINT (Ctrl-C). */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A failure the user can act on: it ends the command with `exitCode` after its message. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    readonly exitCode: ExitCode,
    message: string,
  ) {
    super(message);
  }
}
