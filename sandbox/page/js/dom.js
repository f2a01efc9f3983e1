/**
 * Elements from data. Whatever people or bots write ends in a text node, never in markup,
 * so nothing they write can become part of the page.
 */
import { t } from './language.js';

const SVG = 'http://www.w3.org/2000/svg';

/** What a property of `h` does, other than set the attribute of its name. */
const SPECIAL = {
  class: (node, value) => { node.className = value; },
  on: (node, handlers) => {
    for (const [name, handler] of Object.entries(handlers)) node.addEventListener(name, handler);
  },
  data: (node, values) => Object.assign(node.dataset, values),
  t: (node, key) => { node.dataset.t = key; node.textContent = t(key); },
  label: (node, key) => { node.dataset.tLabel = key; name(node, t(key)); },
  hint: (node, key) => { node.dataset.tHint = key; node.placeholder = t(key); },
  value: (node, value) => { node.value = value; },
};

function name(node, text) {
  node.setAttribute('aria-label', text);
  if (node.localName === 'button') node.title = text;
}

/** One element: properties as above, every other one an attribute; `false` and `null` leave it out. */
export function h(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  if (tag === 'button') node.type = 'button';
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key in SPECIAL) SPECIAL[key](node, value);
    else node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** Puts every fixed text of the page into the language now chosen. */
export function retranslate(root) {
  for (const node of root.querySelectorAll('[data-t]')) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll('[data-t-label]')) name(node, t(node.dataset.tLabel));
  for (const node of root.querySelectorAll('[data-t-hint]')) node.placeholder = t(node.dataset.tHint);
}

/** A line that names something and, if there is one, a quieter line below it. */
export function twoLines(title, note = '', tag = 'span') {
  return h(tag, { class: 'lines' }, h('strong', {}, title), note ? h('span', {}, note) : null);
}

/** Words for a screen reader alone. */
export function spoken(text) {
  return h('span', { class: 'spoken' }, text);
}
