/** What stands around the phones: the name, the clock, the switches, the tabs, the sign of a lost line. */
import { h, spoken } from './dom.js';
import { icon } from './icons.js';
import { t } from './language.js';
import { recall, remember } from './memory.js';
import { avatar, fullName } from './people.js';

export function topBar({ clock, add, switchLanguage }) {
  const larger = h('button', { class: 'tool', label: 'largerText', 'aria-pressed': 'false' }, icon('larger'), h('span', { class: 'wide', t: 'largerText' }));
  larger.addEventListener('click', () => setLarger(larger, larger.getAttribute('aria-pressed') !== 'true'));
  setLarger(larger, recall('larger', false));
  return h('header', { class: 'top' },
    h('a', { class: 'skip', href: '#phones', t: 'skip' }),
    h('h1', {}, h('img', { src: '/page/icon.svg', alt: '', width: 32, height: 32 }), h('span', { t: 'brand' }), h('small', { t: 'brandNote' })),
    clock.node,
    h('div', { class: 'tools' },
      h('button', { class: 'tool', label: 'addPhone', on: { click: add } }, icon('plus'), h('span', { class: 'wide', t: 'addPhone' })),
      larger,
      h('button', { class: 'tool', label: 'switchLanguage', on: { click: switchLanguage } }, icon('globe'), h('span', { t: 'otherLanguage' }))),
    clock.news);
}

function setLarger(button, on) {
  button.setAttribute('aria-pressed', String(on));
  document.documentElement.classList.toggle('larger', on);
  remember('larger', on);
}

/** The explanation of the first visit; it stays away once it has been closed. */
export function intro(withClock) {
  if (recall('introduced', false)) return null;
  const node = h('aside', { class: 'intro' }, h('p', {}, h('span', { t: 'intro' }), withClock ? h('span', { t: 'introClock' }) : null));
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
    this.node.replaceChildren(...phones.map((phone) => {
      const unread = phone.chat?.unread() ?? 0;
      const name = fullName(phone.user);
      return h('button', { class: 'tab', 'aria-current': phone === current ? 'true' : null, on: { click: () => this.choose(phone) } },
        avatar(name, phone.user.id), h('span', { class: 'lines' }, h('strong', {}, name), phone.user.note ? h('span', {}, phone.user.note) : null),
        unread ? h('span', { class: 'badge', 'aria-hidden': 'true' }, String(unread)) : null,
        unread ? spoken(t('unread', { n: unread })) : null);
    }));
  }
}
