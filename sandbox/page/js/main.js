/** The page: loads the town, opens the phones, and hands what happens to the chats it concerns. */
import * as api from './api.js';
import { Chat } from './chat.js';
import { Clock } from './clock.js';
import { h, retranslate } from './dom.js';
import { choose, language, t } from './language.js';
import { listen } from './live.js';
import { recall, remember } from './memory.js';
import { choosePerson } from './people.js';
import { Phone } from './phone.js';
import * as clockHands from './town.js';
import { Tabs, intro, lostSign, topBar } from './town_bar.js';

const MOST_AT_FIRST = 6;
/** How long the first loading waits for the line of events, in milliseconds. */
const PATIENCE = 2000;

class Town {
  constructor() {
    this.botList = [];
    this.users = [];
    this.groups = [];
    this.phones = [];
    this.chats = new Map();
    this.current = null;
    this.clock = new Clock();
    this.tabs = new Tabs((phone) => this.bring(phone));
    this.lost = lostSign();
    this.empty = h('div', { class: 'empty', hidden: true }, h('p', { t: 'noPhones' }),
      h('button', { class: 'main', t: 'addPhone', on: { click: () => this.add() } }));
    this.row = h('main', { class: 'phones', id: 'phones', tabindex: '-1', label: 'phones' }, this.empty);
    this.sight = new IntersectionObserver((entries) => this.onSight(entries), { threshold: 0.5 });
  }

  // What the phones ask of the town

  bots() {
    return this.botList;
  }

  groupsOf(user) {
    return this.groups.filter(({ members }) => members.includes(user.id));
  }

  chatOf(user, bot, group) {
    const key = `${user.id} ${group?.id ?? ''} ${bot.id}`;
    if (!this.chats.has(key)) this.chats.set(key, new Chat(user, bot, group));
    return this.chats.get(key);
  }

  remove(phone) {
    this.phones = this.phones.filter((other) => other !== phone);
    phone.listening?.abort();
    this.sight.unobserve(phone.node);
    phone.node.remove();
    if (this.current === phone) this.current = this.phones[0] ?? null;
    this.arrange();
    (this.current?.node ?? this.row).focus();
  }

  // Beginning

  async start() {
    choose(language());
    document.title = t('title');
    document.body.append(
      topBar({ clock: this.clock, add: () => this.add(), switchLanguage: () => this.switchLanguage() }),
      this.lost, this.tabs.node, this.row, h('p', { id: 'log-help', class: 'spoken', t: 'logHelp' }));
    document.addEventListener('visibilitychange', () => this.phones.forEach((phone) => phone.seen()));
    new ResizeObserver(() => this.crowd()).observe(this.row);
    const line = listen({
      onEvent: (event) => this.onEvent(event), onLost: () => this.onLost(), onBack: () => this.reload(),
    });
    await Promise.race([line, new Promise((resolve) => { setTimeout(resolve, PATIENCE); })]);
    await this.begin();
  }

  async begin() {
    try {
      const controllable = await this.loadTown();
      const users = this.firstUsers();
      if (users.length) this.tabs.node.before(intro(controllable) ?? '');
      users.forEach((user) => this.put(user));
      this.arrange();
    } catch (error) {
      console.warn('The town could not be loaded:', error);
      this.lost.textContent = t('unreachable');
    }
  }

  async loadTown() {
    const [bots, users, groups, controllable] = await Promise.all([
      api.bots(), api.users(), api.groups(), this.clock.load(),
    ]);
    this.botList = renewed(this.botList, bots);
    this.groups = renewed(this.groups, groups);
    this.users = renewed(this.users, users);
    return controllable;
  }

  /** The phones of the last visit, or those that the town suggests. */
  firstUsers() {
    const kept = recall('phones', []).map((id) => this.users.find((user) => user.id === id)).filter(Boolean);
    return kept.length ? kept : this.users.filter(({ pinned }) => pinned).slice(0, MOST_AT_FIRST);
  }

  // The row of phones

  put(user) {
    const phone = new Phone(user, this);
    this.phones.push(phone);
    this.row.append(phone.node);
    this.sight.observe(phone.node);
    for (const name of ['unread', 'switched']) phone.addEventListener(name, () => this.drawTabs());
    phone.open(this.botList[0] ?? null);
    this.current ??= phone;
    return phone;
  }

  async add() {
    const user = await choosePerson(this.users, ({ id }) => this.phoneOf(id));
    if (!user) return;
    if (!this.users.some(({ id }) => id === user.id)) this.users.push(user);
    this.bring(this.phoneOf(user.id) ?? this.put(user));
    this.arrange();
  }

  phoneOf(userId) {
    return this.phones.find(({ user }) => user.id === userId);
  }

  bring(phone) {
    this.current = phone;
    this.arrange();
    phone.node.scrollIntoView({ block: 'nearest', inline: 'center' });
    phone.node.focus({ preventScroll: true });
  }

  arrange() {
    remember('phones', this.phones.map(({ user }) => user.id));
    this.empty.hidden = this.phones.length > 0;
    for (const phone of this.phones) phone.node.classList.toggle('current', phone === this.current);
    this.drawTabs();
    this.crowd();
  }

  drawTabs() {
    this.tabs.draw(this.phones, this.current);
  }

  /** Marks the page when not all phones fit, so that the tabs appear. */
  crowd() {
    document.documentElement.classList.toggle('crowded', this.row.scrollWidth > this.row.clientWidth + 1);
  }

  onSight(entries) {
    for (const { target, isIntersecting } of entries) {
      this.phones.find(({ node }) => node === target)?.setShown(isIntersecting);
    }
  }

  // What happens

  onEvent(event) {
    const handler = ON_EVENT[event.type];
    if (handler) handler(this, event);
    else for (const chat of this.chats.values()) if (isIn(event, chat)) chat.apply(event);
  }

  onLost() {
    this.lost.textContent = t('disconnected');
  }

  async reload() {
    try {
      await this.loadTown();
      this.forgetTheGone();
      await Promise.all(this.phones.map((phone) => phone.chat?.load() ?? phone.open(this.botList[0] ?? null)));
      this.lost.textContent = '';
      if (this.phones.length === 0) this.firstUsers().forEach((user) => this.put(user));
      this.arrange();
    } catch {
      setTimeout(() => this.reload(), 1000);
    }
  }

  /** After a restart with other data, people and bots that were here may be gone. */
  forgetTheGone() {
    for (const phone of [...this.phones]) {
      if (!this.users.some(({ id }) => id === phone.user.id)) this.remove(phone);
      else if (phone.chat && !this.botList.some(({ id }) => id === phone.chat.bot.id)) phone.chat = null;
    }
  }

  async refreshBots() {
    this.botList = renewed(this.botList, await api.bots());
    for (const phone of this.phones) {
      if (phone.chat) phone.drawHead();
      else if (this.botList.length) phone.open(this.botList[0]);
    }
  }

  async refreshGroups() {
    this.groups = renewed(this.groups, await api.groups());
    for (const phone of this.phones) phone.regroup();
  }

  async refreshUser(user) {
    const known = this.users.find(({ id }) => id === user.id);
    if (known) Object.assign(known, user);
    else this.users.push(user);
    const phone = this.phoneOf(user.id);
    phone?.redraw();
    await phone?.chat?.refreshCommands();
  }

  switchLanguage() {
    choose(language() === 'zh' ? 'en' : 'zh');
    document.title = t('title');
    retranslate(document);
    this.clock.show();
    this.phones.forEach((phone) => phone.redraw());
    this.drawTabs();
  }
}

/** Whether something happened in this chat; in a group it did for each of its members. */
function isIn(event, chat) {
  return event.chat === chat.id && event.bot === chat.bot.id;
}

/** People, bots or groups as the server tells them, in the objects that phones and chats already hold. */
function renewed(known, told) {
  return told.map((fresh) => Object.assign(known.find(({ id }) => id === fresh.id) ?? {}, fresh));
}

const ON_EVENT = {
  bot: (town) => api.quietly(town.refreshBots()),
  user: (town, { user }) => api.quietly(town.refreshUser(user)),
  clock: (_, { now }) => clockHands.set(now),
  group: (town) => api.quietly(town.refreshGroups()),
  commands: (town, { bot }) => {
    for (const chat of town.chats.values()) if (chat.bot.id === bot) api.quietly(chat.refreshCommands());
  },
};

new Town().start();
