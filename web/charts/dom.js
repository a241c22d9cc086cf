/** An HTML element with properties, ARIA attributes among them as `aria: {label: …}`, and children. */
export function element(tag, properties = {}, ...children) {
  const { aria = {}, ...own } = properties;
  const made = Object.assign(document.createElement(tag), own);
  for (const [name, value] of Object.entries(aria)) made.setAttribute(`aria-${name}`, value);
  made.append(...children);
  return made;
}
