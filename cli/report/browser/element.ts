type Attributes = { readonly [name: string]: string | number | boolean | ((event: Event) => void) | undefined };

/** An element. Children that are text become text nodes: nothing that the page shows is ever read as HTML, and what is there is seen. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      made.addEventListener(name, value);
    } else if (value !== undefined && value !== false) {
      const text = value === true ? '' : String(value);
      made.setAttribute(name, name === 'aria-label' ? visible(text) : text);
    }
  }
  made.append(...children.map((child) => (typeof child === 'string' ? visible(child) : child)));
  return made;
}

/** Characters that cannot be seen, and those that turn the order of others around. U+2800 is a blank that Unicode counts among the symbols. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/gu;

/** What is not seen as its code: a name must not look like another one. */
function visible(text: string): string {
  return text.replace(UNSEEN, (character) => (character === '\n' ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`));
}
