/** A menu at a button: arrow keys move, Enter chooses, Escape and a click elsewhere close. */
import { h } from './dom.js';
import { icon } from './icons.js';

let close = () => {};

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/** Opens a menu; entries are {text, symbol?, note?, danger?, chosen?, run}. Focus returns to the anchor. */
export function openMenu(anchor, label, entries) {
  close();
  const buttons = entries.map(entryButton);
  const menu = h('div', { class: 'menu', role: 'menu', 'aria-label': label }, ...buttons);
  close = (back = true) => {
    close = () => {};
    menu.remove();
    anchor.removeAttribute('aria-expanded');
    document.removeEventListener('pointerdown', elsewhere, true);
    if (back && anchor.isConnected) anchor.focus();
  };
  const elsewhere = ({ target }) => { if (!menu.contains(target)) close(false); };
  menu.addEventListener('click', ({ target }) => {
    const index = buttons.indexOf(target.closest('.entry'));
    if (index < 0) return;
    close();
    entries[index].run();
  });
  menu.addEventListener('keydown', (event) => onKey(event, buttons));
  document.body.append(menu);
  anchor.setAttribute('aria-expanded', 'true');
  document.addEventListener('pointerdown', elsewhere, true);
  beside(menu, anchor.getBoundingClientRect());
  buttons[0]?.focus();
}

function entryButton({ text, symbol, note, danger, chosen }) {
  const role = chosen === undefined ? 'menuitem' : 'menuitemradio';
  const checked = chosen === undefined ? null : String(chosen);
  const words = h('span', { class: 'lines' }, h('span', {}, text), note ? h('small', {}, note) : null);
  return h('button', { class: danger ? 'entry danger' : 'entry', role, tabindex: '-1', 'aria-checked': checked },
    symbol ? icon(symbol) : null, words);
}

function onKey(event, buttons) {
  const at = buttons.indexOf(document.activeElement);
  const ends = { Home: 0, End: buttons.length - 1 };
  const goal = ends[event.key] ?? (at + STEPS[event.key] + buttons.length) % buttons.length;
  if (Number.isInteger(goal)) buttons[goal].focus();
  else if (event.key === 'Escape' || event.key === 'Tab') close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Places the menu under its anchor, or above it where there is no room, always inside the window. */
function beside(menu, anchor) {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = anchor.bottom + 6;
  const top = below + height <= innerHeight - 8 ? below : Math.max(8, anchor.top - height - 6);
  const left = anchor.left + width <= innerWidth - 8 ? anchor.left : anchor.right - width;
  menu.style.top = `${top}px`;
  menu.style.left = `${Math.min(Math.max(8, left), Math.max(8, innerWidth - width - 8))}px`;
}
