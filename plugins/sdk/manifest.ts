import type { ChannelPlugin } from './channel.js';

/** An account that a hub without any configuration of plugins opens: a channel of this id. */
export interface AccountDeclaration {
  /** Kebab case, such as `whatsapp-pandawa`: the channel's id, part of its webhook's path and of its environment names. */
  readonly id: string;
  /** Shown to people; absent: the plugin's own name. */
  readonly name?: string;
}

/** Something that a person may tap in a message. */
export interface ShownChoice {
  readonly id: string;
  readonly title: string;
}

/** A message of the hub as a terminal shows it. */
export interface ShownMessage {
  /** Choices stand in it as numbered lines. */
  readonly text: string;
  /** What the numbers tap; empty: what is typed is only words. */
  readonly choices: readonly ShownChoice[];
}

/** One person on a simulated channel, played from a terminal. */
export interface SimulatedPerson {
  /** Such as `WhatsApp as +6289900000001`. */
  readonly title: string;
  /** Messages to the person since the last call; waits a while (at most 30 s) when there is none. Rejects when the simulator is gone. */
  next(): Promise<readonly ShownMessage[]>;
  /** Says words, or taps. Null: the hub (or its provider) has taken it; else what went wrong and what to do. */
  say(words: string, tapped?: ShownChoice): Promise<string | null>;
  close(): Promise<void>;
}

/** Who is played. */
export interface PersonChoice {
  /** The channel's key of the person, such as a number or an address; absent: a fictional one of the plugin. */
  readonly key?: string;
  readonly name?: string;
}

/** Plays the provider's side on loopback while nobody has configured a real one. Never used in production. */
export interface SimulatorDeclaration<Config> {
  /** The setting that says where the provider is; whoever sets it has a provider, and the simulator stays away. */
  readonly setting: keyof Config & string;
  /** Null: there is nothing to play, such as when another simulator has the port. Loads its code when it is called. */
  start(config: Config, webhookUrl: string): Promise<{ close(): Promise<void> } | null>;
  /**
   * Plays a person against a running hub, by the simulator of the hub or one of its own: `npm run sim -- <channel>`.
   * @throws RangeError for a person that the channel cannot have, and for a provider that is no simulator
   */
  person?(config: Config, webhookUrl: string, person: PersonChoice): Promise<SimulatedPerson>;
}

/**
 * What a plugin's folder or package exports as `manifest`, from `manifest.js` or from its entry module. A folder of the
 * hub that has one is loaded; a module without one may export its plugin as `plugin` or `default`.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- hosts hold plugins of any configuration type
export interface ChannelManifest<Config = any> {
  readonly plugin: ChannelPlugin<Config>;
  /** Opened by a hub without a configuration of plugins; absent: none, an account must be configured. */
  readonly accounts?: readonly AccountDeclaration[];
  readonly simulator?: SimulatorDeclaration<Config>;
}

/** Types a manifest. Inert: nothing is checked or run here. */
export function defineManifest<Config>(manifest: ChannelManifest<Config>): ChannelManifest<Config> {
  return manifest;
}
