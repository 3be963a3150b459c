/// <reference lib="dom" />

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
