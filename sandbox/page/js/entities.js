/**
 * Text with Telegram's entities as elements. Offsets count UTF-16 units, which is how JavaScript counts.
 * Entities nest; one that crosses the end of another is cut there.
 */
import { h } from './dom.js';
import { t } from './language.js';
import { outside } from './links.js';

const TAGS = { bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code' };
const BLOCKS = new Set(['pre', 'blockquote', 'expandable_blockquote']);

/** What an entity points to, as an address; the text itself says it for most. */
const ADDRESS = {
  url: (text) => text,
  text_link: (_, { url }) => url,
  mention: (text) => `https://t.me/${text.slice(1)}`,
  email: (text) => `mailto:${text}`,
  phone_number: (text) => `tel:${text.replace(/[^+\d]/g, '')}`,
};

const MAKE = {
  spoiler: () => spoiler(),
  pre: (_, { language }) => h('pre', { 'data-language': language || null }),
  blockquote: () => h('blockquote'),
  expandable_blockquote: () => h('blockquote', { class: 'expandable' }),
  bot_command: (text, _, actions) => h('button', { class: 'linklike', on: { click: () => actions.say(text) } }),
};

function element(entity, text, actions) {
  const { type } = entity;
  if (type in TAGS) return h(TAGS[type]);
  if (type in MAKE) return MAKE[type](text, entity, actions);
  if (type in ADDRESS) return anchor(ADDRESS[type](text, entity), actions);
  return h('span', type === 'hashtag' ? { class: 'hashtag' } : {});
}

/** A link that a phone opens: the sandbox's own bots on this phone, all else in a new tab. */
function anchor(address, actions) {
  const href = outside(address);
  const open = (event) => { if (actions.openLink(address)) event.preventDefault(); };
  if (!href && !address.startsWith('tg:')) return h('span');
  return h('a', { href: href ?? '#', target: '_blank', rel: 'noopener noreferrer', on: { click: open } });
}

function spoiler() {
  const show = (event) => {
    if (event.type === 'keydown' && !['Enter', ' '].includes(event.key)) return;
    if (!node.classList.contains('veiled')) return;
    event.preventDefault();
    event.stopPropagation();
    node.className = 'spoiler';
    ['role', 'tabindex', 'aria-label'].forEach((name) => node.removeAttribute(name));
  };
  const node = h('span', { class: 'spoiler veiled', role: 'button', tabindex: '0', 'aria-label': t('hidden') });
  node.addEventListener('click', show, { capture: true });
  node.addEventListener('keydown', show);
  return node;
}

function fill(parent, text, [start, end], entities, actions) {
  let at = start;
  for (let i = 0; i < entities.length;) {
    const entity = entities[i++];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) continue;
    const inner = [];
    while (i < entities.length && entities[i].offset < to) inner.push(entities[i++]);
    const node = element(entity, text.slice(from, to), actions);
    parent.append(text.slice(at, from), fill(node, text, [from, to], inner, actions));
    // A block ends its line already: the line break after it would show as an empty line.
    at = BLOCKS.has(entity.type) && text[to] === '\n' ? to + 1 : to;
  }
  parent.append(text.slice(at, Math.max(at, end)));
  return parent;
}

/** The text as one element with its entities shown; `actions` has openLink(address) and say(text). */
export function rich(text, entities = [], actions = {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const node = fill(h('div', { class: 'text', dir: 'auto' }), text, [0, text.length], sorted, actions);
  node.querySelectorAll('blockquote.expandable').forEach(foldable);
  return node;
}

function foldable(quote) {
  const toggle = h('button', { class: 'linklike fold', 'aria-expanded': 'false' }, t('showAll'));
  toggle.addEventListener('click', () => {
    const open = quote.classList.toggle('unfolded');
    toggle.setAttribute('aria-expanded', String(open));
    toggle.textContent = t(open ? 'showLess' : 'showAll');
  });
  quote.after(toggle);
}
