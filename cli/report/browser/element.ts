type Attributes = { readonly [name: string]: string | number | boolean | ((event: Event) => void) | undefined };

/** An element. Children that are text become text nodes: nothing that the page shows is ever read as HTML, and what is there is seen. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      made.addEventListener(name, value);
    } else if (value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? '' : String(value));
    }
  }
  made.append(...children.map((child) => (typeof child === 'string' ? visible(child) : child)));
  return made;
}

/** Characters that cannot be seen, and those that turn the order of others around, as their codes: a name must not look like another one. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => (character === '\n' ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`));
}
