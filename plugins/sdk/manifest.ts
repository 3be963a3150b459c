import type { ChannelPlugin } from './channel.js';

/** An account that a hub without any configuration of plugins opens: a channel of this id. */
export interface AccountDeclaration {
  /** Kebab case, such as `whatsapp-pandawa`: the channel's id, part of its webhook's path and of its environment names. */
  readonly id: string;
  /** Shown to people; absent: the plugin's own name. */
  readonly name?: string;
}

/** Plays the provider's side on loopback while nobody has configured a real one. Never used in production. */
export interface SimulatorDeclaration<Config> {
  /** The setting that says where the provider is; whoever sets it has a provider, and the simulator stays away. */
  readonly setting: keyof Config & string;
  /** Null: there is nothing to play, such as when another simulator has the port. Loads its code when it is called. */
  start(config: Config, webhookUrl: string): Promise<{ close(): Promise<void> } | null>;
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
