type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** An element with attributes and children. Texts become text nodes: nothing is ever read as HTML. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string') element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Shows or hides an element; hidden ones are out of the way of keyboard and screen reader too. */
export function show(element: HTMLElement, visible: boolean): void {
  element.hidden = !visible;
}
