/** The town's clock in the bar above the phones, and the dialog that moves it forward. */
import * as api from './api.js';
import { fromField, fieldValue, iso, jumps } from './calendar.js';
import { field, problem } from './dialogs.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { t } from './language.js';
import { clockTime, dateAndTime, longDate, shortDate } from './time.js';
import * as town from './town.js';

const BLINK = 1000;

export class Clock {
  constructor() {
    this.long = h('span', { class: 'long' });
    this.short = h('span', { class: 'short' });
    this.time = h('strong', {});
    const parts = [icon('clock'), this.long, this.short, this.time];
    this.node = h('button', { class: 'clock', 'aria-haspopup': 'dialog', hidden: true }, ...parts);
    this.node.addEventListener('click', () => this.open());
    this.news = h('p', { class: 'clock-news', role: 'status' });
    setInterval(() => this.show(), BLINK);
    town.ticking.addEventListener('set', () => this.show());
  }

  /** Asks the server whether there is a clock that can be moved. */
  async load() {
    const { now, controllable } = await api.clock();
    town.set(now);
    this.node.hidden = !controllable;
    return controllable;
  }

  show() {
    const now = town.now();
    const texts = [[this.long, longDate(now)], [this.short, shortDate(now)], [this.time, clockTime(now)]];
    for (const [node, text] of texts) if (node.textContent !== text) node.textContent = text;
    this.node.setAttribute('aria-label', `${t('clock')}: ${longDate(now)} ${clockTime(now)}. ${t('clockMove')}`);
  }

  open() {
    this.trouble = problem();
    this.busy = h('p', { class: 'busy-line', role: 'status' });
    const now = town.now();
    const buttons = jumps(now).map((jump) => this.jumpButton(jump));
    const close = h('button', { class: 'quiet', on: { click: () => this.dialog.close() } }, t('close'));
    this.dialog = h('dialog', { class: 'clock-dialog', 'aria-label': t('clockMove') },
      h('h2', {}, t('clockMove')), h('p', {}, t('clockHelp')), h('div', { class: 'jumps' }, ...buttons),
      this.choice(now), this.trouble, this.busy,
      h('div', { class: 'actions' }, close));
    this.dialog.addEventListener('close', () => this.dialog.remove());
    this.dialog.addEventListener('click', ({ target }) => { if (target === this.dialog) this.dialog.close(); });
    document.body.append(this.dialog);
    this.dialog.showModal();
  }

  jumpButton({ key, at }) {
    return h('button', { class: 'jump', on: { click: () => this.move(at) } },
      h('span', {}, t(key)), h('span', { class: 'when' }, dateAndTime(at)));
  }

  choice(now) {
    const when = h('input', { type: 'datetime-local', value: fieldValue(now), min: fieldValue(now), step: '60' });
    const form = h('form', { class: 'choice', novalidate: true }, field(t('jumpChoice'), when),
      h('button', { class: 'main', type: 'submit' }, t('jumpGo')));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const at = fromField(when.value);
      if (at > town.now()) this.move(at);
      else this.trouble.textContent = t('backwards');
    });
    return form;
  }

  /** Moves the clock and waits until the server has done all that fell due. */
  async move(at) {
    const when = dateAndTime(at);
    this.trouble.textContent = '';
    this.waiting(t('moving', { when }));
    try {
      const { now } = await api.advance(iso(at));
      town.set(now);
      this.dialog.close();
      this.tell(t('arrived', { when: dateAndTime(new Date(now)) }));
    } catch (error) {
      this.trouble.textContent = explain(error);
    } finally {
      this.waiting('');
    }
  }

  waiting(text) {
    this.busy.textContent = text;
    this.dialog.classList.toggle('waiting', Boolean(text));
    const controls = this.dialog.querySelectorAll('.jump, .choice button, input');
    for (const control of controls) control.disabled = Boolean(text);
  }

  tell(text) {
    this.news.textContent = text;
    setTimeout(() => { this.news.textContent = ''; }, 4000);
  }
}

const TOO_LATE = 409;

function explain({ status, message }) {
  if (status === TOO_LATE) return t('backwards');
  return t('clockFailed', { why: status ? message : t('unreachable') });
}
