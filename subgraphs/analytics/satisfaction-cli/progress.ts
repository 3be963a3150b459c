/** Where progress is written. */
export interface ProgressTarget {
  readonly write: (text: string) => void;
  /** A terminal gets a bar that is redrawn; anything else gets a plain line every fifth of the way. */
  readonly isTerminal: boolean;
}

const barWidth = 30;
const redrawMilliseconds = 100;

/** Shows how far a long computation is. Call `report` as often as you like and `finish` once. */
export class Progress {
  private lastDrawn = -Infinity;
  private lastFifth = 0;
  private drawn = false;
  private readonly started: number;

  constructor(
    private readonly label: string,
    private readonly target: ProgressTarget,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.started = now();
  }

  report({ done, total }: { readonly done: number; readonly total: number }): void {
    if (total <= 0) return;
    if (this.target.isTerminal) this.draw(done, total);
    else this.line(done, total);
  }

  /** Leaves the cursor at the start of a fresh line. */
  finish(): void {
    if (this.drawn) this.target.write('\n');
    this.drawn = false;
  }

  private draw(done: number, total: number): void {
    const now = this.now();
    if (done < total && now - this.lastDrawn < redrawMilliseconds) return;
    this.lastDrawn = now;
    this.drawn = true;
    const full = Math.round((barWidth * done) / total);
    const bar = '█'.repeat(full) + '░'.repeat(barWidth - full);
    const seconds = (now - this.started) / 1000;
    const left = done > 0 && done < total ? `, ${Math.ceil((seconds * (total - done)) / done)} s left` : '';
    this.target.write(`\r\u001b[K${this.label} ${bar} ${percent(done, total)} (${done}/${total}${left})`);
  }

  private line(done: number, total: number): void {
    const fifth = Math.floor((5 * done) / total);
    if (fifth === this.lastFifth) return;
    this.lastFifth = fifth;
    this.target.write(`${this.label}: ${done} of ${total} (${percent(done, total)})\n`);
  }
}

const percent = (done: number, total: number) => `${Math.floor((100 * done) / total)} %`;
