/** What stands around the phones: the name, the clock, the switches, the tabs, the sign of a lost line. */
import { h, spoken, twoLines } from './dom.js';
import { icon } from './icons.js';
import { t } from './language.js';
import { recall, remember } from './memory.js';
import { avatar, fullName } from './people.js';

export function topBar({ clock, add, switchLanguage }) {
  const larger = tool('largerText', 'larger', () => setLarger(larger, larger.getAttribute('aria-pressed') !== 'true'));
  setLarger(larger, recall('larger', false));
  const other = h('button', { class: 'tool', label: 'switchLanguage', on: { click: switchLanguage } },
    icon('globe'), h('span', { t: 'otherLanguage' }));
  return h('header', { class: 'top' },
    h('a', { class: 'skip', href: '#phones', t: 'skip' }), brand(), clock.node,
    h('div', { class: 'tools' }, tool('addPhone', 'plus', add), larger, other), clock.news);
}

function brand() {
  const sign = h('img', { src: '/page/icon.svg', alt: '', width: 32, height: 32 });
  return h('h1', {}, sign, h('span', { t: 'brand' }), h('small', { t: 'brandNote' }));
}

function tool(label, symbol, click) {
  return h('button', { class: 'tool', label, on: { click } }, icon(symbol), h('span', { class: 'wide', t: label }));
}

function setLarger(button, on) {
  button.setAttribute('aria-pressed', String(on));
  document.documentElement.classList.toggle('larger', on);
  remember('larger', on);
}

/** The explanation of the first visit; it stays away once it has been closed. */
export function intro(withClock) {
  if (recall('introduced', false)) return null;
  const words = h('p', {}, h('span', { t: 'intro' }), withClock ? h('span', { t: 'introClock' }) : null);
  const node = h('aside', { class: 'intro' }, words);
  const close = h('button', { class: 'main', t: 'introClose' });
  close.addEventListener('click', () => {
    remember('introduced', true);
    node.remove();
    document.querySelector('#phones').focus();
  });
  node.append(close);
  return node;
}

export function lostSign() {
  return h('p', { class: 'lost', role: 'status' });
}

/** A tab for each phone: on a narrow screen they choose the one shown, elsewhere they bring it into view. */
export class Tabs {
  constructor(choose) {
    this.choose = choose;
    this.node = h('nav', { class: 'tabs', label: 'phones' });
  }

  draw(phones, current) {
    this.node.replaceChildren(...phones.map((phone) => this.tab(phone, phone === current)));
  }

  tab(phone, isCurrent) {
    const { user, chat } = phone;
    const name = fullName(user);
    const node = h('button', { class: 'tab', 'aria-current': isCurrent ? 'true' : null },
      avatar(name, user.id), twoLines(name, user.note));
    const unread = chat?.unread() ?? 0;
    const badge = h('span', { class: 'badge', 'aria-hidden': 'true' }, unread);
    if (unread) node.append(badge, spoken(t('unread', { n: unread })));
    node.addEventListener('click', () => this.choose(phone));
    return node;
  }
}
