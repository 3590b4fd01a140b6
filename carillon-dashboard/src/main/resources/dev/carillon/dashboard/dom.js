// All that is shown gets into the page here: as text, never as markup.

/** An element with attributes (null and false leave one out) and children, which are elements or text. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) {
      made.setAttribute(name, value === true ? '' : value);
    }
  }
  made.append(...children);
  return made;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Sets a text, unless it is there already: what does not change is not touched. */
export function say(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

export function set(node, name, value) {
  if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

/**
 * Has a parent have a child for each of these, in their order. Children that are there already stay, and keep the focus.
 * make(item) gives a new child, update(child, item) brings it up to date.
 */
export function keyed(parent, items, key, make, update) {
  const old = parent.children_ ?? new Map();
  const now = new Map();
  let place = parent.firstElementChild;
  for (const item of items) {
    const id = key(item);
    const child = old.get(id) ?? make(item);
    update(child, item);
    now.set(id, child);
    if (child === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(child, place);
    }
  }
  for (const [id, child] of old) {
    if (!now.has(id)) {
      child.remove();
    }
  }
  parent.children_ = now;
}

const probe = document.body.appendChild(element('span', { hidden: true }));

/** What a colour of page.css is now, for a canvas: by its name there it is one of two. */
export function colourOf(name) {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

export const find = (selector, from = document) => from.querySelector(selector);
