/** A visible text whose contrast is too low. */
interface LowContrast {
  readonly text: string;
  readonly ratio: number;
}

/** What tests ask inside a page. The functions run in the browser and are written against its types, in client/testing. */
export interface Probes {
  readonly lowContrasts: () => { readonly checked: number; readonly low: LowContrast[] };
  readonly isFocused: (element: unknown) => boolean;
  readonly focusedName: () => string;
  readonly keptNames: () => string[];
  readonly namelessControls: (elements: readonly unknown[]) => string[];
  readonly sideways: (element: unknown) => number;
  readonly scrollBehaviour: (element: unknown) => string;
}

/** Loads them without bringing the browser's types into the server's program. */
export const loadProbes = async (): Promise<Probes> =>
  (await import(new URL('../client/testing/probes.js', import.meta.url).href)) as Probes;
