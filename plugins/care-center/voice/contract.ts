import type { Language } from '../../sdk/index.js';

/** A telephone call as every voice provider knows one. */
export interface VoiceCall {
  /** The provider's id of the call: nothing personal. */
  readonly id: string;
  /** The provider's account. */
  readonly account: string;
  /** E.164 with `+`; absent when the caller hides it or it is no number. */
  readonly caller?: string;
}

/**
 * Where a call goes on. A step travels with the call through the provider and comes back with its next request, so that
 * nothing has to be remembered between requests. `turn` names the document that asked for it: no two of a call are alike.
 */
export interface Step {
  readonly name:
    /** Keys or words came in. */
    | 'input'
    /** The caller waits for what the hub says. */
    | 'hold'
    /** The answer to "may this be recorded?". */
    | 'consent'
    /** The caller waits in the queue. */
    | 'wait'
    /** A key was pressed in the queue, or not. */
    | 'queue-key'
    /** The call left the queue. */
    | 'dequeued'
    /** The officer's own line moved. */
    | 'leg'
    /** Ringing or talking to an officer ended. */
    | 'dialled'
    /** The caller left a message after the tone. */
    | 'message'
    /** A recording is ready, or failed. */
    | 'recording'
    /** The provider reports on the call itself. */
    | 'status'
    /** The hub did not answer in time. */
    | 'fallback';
  readonly turn: string;
  readonly language: Language;
  /** Rounds of waiting, or tries to reach an officer. */
  readonly round?: number;
  readonly officer?: string;
  readonly consent?: boolean;
}

/** How ringing an officer ended. */
export type DialResult = 'answered' | 'busy' | 'no-answer' | 'failed';

/** What happens in a call. Adapters turn a provider's requests or events into these. */
export type VoiceEvent =
  | { readonly kind: 'call.started'; readonly call: VoiceCall }
  | {
      readonly kind: 'call.input';
      readonly call: VoiceCall;
      readonly step: Step;
      /** Keys 0-9 * #. */
      readonly keys?: string;
      /** What speech recognition understood. */
      readonly words?: string;
    }
  | { readonly kind: 'call.holding'; readonly call: VoiceCall; readonly step: Step }
  | { readonly kind: 'call.consent'; readonly call: VoiceCall; readonly step: Step; readonly agreed: boolean }
  | {
      /** `seconds` in the queue so far; the first one of a stay has round 0. */
      readonly kind: 'call.queued';
      readonly call: VoiceCall;
      readonly step: Step;
      readonly seconds: number;
    }
  | { readonly kind: 'call.queue-key'; readonly call: VoiceCall; readonly step: Step; readonly keys: string }
  | {
      readonly kind: 'call.dequeued';
      readonly call: VoiceCall;
      readonly step: Step;
      readonly result: 'left' | 'moved' | 'failed';
    }
  | { readonly kind: 'call.bridged'; readonly call: VoiceCall; readonly leg: string; readonly at: Date | null }
  | { readonly kind: 'call.unbridged'; readonly call: VoiceCall; readonly step: Step; readonly result: DialResult }
  | { readonly kind: 'call.message-left'; readonly call: VoiceCall; readonly step: Step }
  | {
      readonly kind: 'call.recorded';
      readonly call: VoiceCall;
      /** The provider's reference; the recording itself stays there. */
      readonly recording: string;
      readonly status: string;
      readonly seconds: number | null;
    }
  | {
      readonly kind: 'call.ended';
      readonly call: VoiceCall;
      /** Order of the provider's reports. */
      readonly sequence: string;
      readonly status: string;
      readonly seconds: number | null;
      readonly at: Date | null;
    }
  /** The provider could not get or use our answer. */
  | {
      readonly kind: 'call.troubled';
      readonly call: VoiceCall;
      readonly step: Step;
      readonly code: string;
      /** Tells troubles of one call apart. */
      readonly where: string;
    }
  /** Nothing that the hub has to know, such as ringing. */
  | { readonly kind: 'call.progress'; readonly call: VoiceCall; readonly name: string };

/** Words and the language they are in. */
export interface Speech {
  readonly text: string;
  readonly language: Language;
}

/** What a call is to do next, in order. Adapters turn these into a provider's documents or commands. */
export type VoiceAction =
  | { readonly do: 'say'; readonly speech: Speech }
  | {
      /**
       * Says the prompt and listens. `keys`: that many keys (null: any number, ended by the hash). `words`: speech is heard
       * too, and one key ends it. Silence: the prompt comes again `repeats` times, then the next action runs; with
       * `reportSilence` it is reported to `then` at once.
       */
      readonly do: 'gather';
      readonly prompt: Speech;
      readonly listen: 'keys' | 'words';
      readonly keys: number | null;
      /** Seconds of silence that end it. */
      readonly patience: number;
      readonly repeats: number;
      readonly reportSilence?: boolean;
      readonly then: Step;
    }
  | { readonly do: 'pause'; readonly seconds: number }
  /** Asks us again. */
  | { readonly do: 'continue'; readonly then: Step }
  /** Puts the call in a queue. `waiting` is asked for what is heard there, `then` when the call left it. */
  | { readonly do: 'enqueue'; readonly queue: string; readonly waiting: Step; readonly then: Step }
  /** Takes the call out of the queue that it waits in. */
  | { readonly do: 'leave-queue' }
  /** Rings an officer and connects. `record` only with the caller's consent. `leg` is told how the officer's line moves. */
  | {
      readonly do: 'dial';
      readonly to: string;
      readonly seconds: number;
      readonly record: boolean;
      readonly then: Step;
      readonly leg: Step;
      readonly recording: Step;
    }
  /** Takes a message after a tone. */
  | { readonly do: 'record'; readonly seconds: number; readonly then: Step; readonly recording: Step }
  | { readonly do: 'hangup' };
