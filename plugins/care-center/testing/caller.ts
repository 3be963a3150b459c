import type { CallState } from '../simulator/call-waits.js';
import type { SimulatedCall } from '../simulator/call.js';
import type { PlacedCall, TwilioSimulator } from '../simulator/twilio-simulator.js';

/** Somebody on the telephone, as a test plays it. */
export class Caller {
  private from = 0;

  private constructor(readonly call: SimulatedCall) {}

  static dials(twilio: TwilioSimulator, placed?: PlacedCall): Caller {
    return new Caller(twilio.call(placed));
  }

  /** Waits until the words since the last key, speech or silence match, and gives them. */
  async hears(expected: RegExp, timeout = 15_000): Promise<string> {
    const words = () => this.call.heard.slice(this.from).join(' ');
    await this.call.waits
      .until(() => expected.test(words()), `${expected} is heard`, timeout)
      .catch((error: Error) => {
        throw new Error(`${error.message} Heard: ${words()}`);
      });
    return words();
  }

  press(keys: string): Promise<void> {
    this.from = this.call.heard.length;
    return this.call.waits.does({ kind: 'keys', keys });
  }

  says(words: string): Promise<void> {
    this.from = this.call.heard.length;
    return this.call.waits.does({ kind: 'words', words });
  }

  isSilent(): Promise<void> {
    this.from = this.call.heard.length;
    return this.call.waits.does({ kind: 'silence' });
  }

  comesTo(state: CallState): Promise<void> {
    return this.call.waits.comesTo(state, 15_000);
  }

  async hangsUp(): Promise<void> {
    this.call.hangUp();
    await this.call.ended();
  }
}
