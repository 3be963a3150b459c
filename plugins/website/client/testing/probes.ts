/** A visible text whose contrast is too low. */
export interface LowContrast {
  readonly text: string;
  readonly ratio: number;
}

/**
 * Every visible text of the document that does not stand out from its background as WCAG 2.1 AA wants (1.4.3): 4.5 to 1,
 * or 3 to 1 when it is large. Runs inside the page: it uses nothing from outside itself.
 */
export function lowContrasts(): { readonly checked: number; readonly low: LowContrast[] } {
  const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([red = 0, green = 0, blue = 0]: readonly number[]) => {
    const linear = [red, green, blue].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
  };
  const background = (element: Element | null): number[] => {
    for (let each = element; each; each = each.parentElement) {
      const color = channels(getComputedStyle(each).backgroundColor);
      if ((color[3] ?? 1) > 0 && color.length > 0) return color;
    }
    return [255, 255, 255];
  };
  const low: LowContrast[] = [];
  let checked = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (text === '' || !element?.checkVisibility()) continue;
    checked += 1;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(channels(style.color)), luminance(background(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) low.push({ text, ratio });
  }
  return { checked, low };
}

/** Whether an element has the focus. */
export const isFocused = (element: Element): boolean => element === document.activeElement;

/** What has the focus: its accessible name where it is set, else its id. */
export function focusedName(): string {
  const active = document.activeElement;
  return active?.getAttribute('aria-label') ?? active?.id ?? '';
}

/** The last parts of the names under which the device remembers something. */
export const keptNames = (): string[] => Object.keys(localStorage).map((key) => key.split(':').at(-1)!);

/** Controls that a screen reader could not name. */
export function namelessControls(elements: readonly Element[]): string[] {
  const named = (element: Element) => {
    const label = element.id ? document.querySelector(`label[for="${element.id}"]`)?.textContent : '';
    return Boolean(element.getAttribute('aria-label') || element.textContent?.trim() || label);
  };
  return elements.filter((element) => element.checkVisibility() && !named(element)).map((element) => element.outerHTML);
}

/** Pixels by which an element would have to be scrolled sideways. */
export const sideways = (element: Element): number => element.scrollWidth - element.clientWidth;

/** How an element scrolls when code moves it. */
export const scrollBehaviour = (element: Element): string => getComputedStyle(element).scrollBehavior;
