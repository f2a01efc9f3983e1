/** One phone: a person, a bot, and their chat on screen. What fingers do with it is in hands.js. */
import { summary } from './bubble.js';
import { Composer } from './composer.js';
import { alertBox } from './dialogs.js';
import { h, twoLines } from './dom.js';
import { Hands } from './hands.js';
import { icon } from './icons.js';
import { t } from './language.js';
import { Log } from './log.js';
import { openMenu } from './menu.js';
import { avatar, fullName } from './people.js';
import { phoneMenu, scan } from './phone_menu.js';

const ACTION_LASTS = 5000;
const TOAST_LASTS = 4000;

export class Phone extends EventTarget {
  /** `town` gives bots(), groupsOf(user), chatOf(user, bot, group) and remove(phone). */
  constructor(user, town) {
    super();
    this.user = user;
    this.town = town;
    this.shown = false;
    this.opening = false;
    this.listening = null;
    this.answersShown = new Set();
    this.hands = new Hands(this);
    this.log = new Log(this.hands);
    this.composer = new Composer(this.hands);
    this.build();
  }

  build() {
    this.owner = h('div', { class: 'owner' });
    this.head = h('div', { class: 'head' });
    this.pinned = h('button', { class: 'pinned', hidden: true });
    this.toasts = h('div', { class: 'toasts', role: 'status' });
    this.welcome = h('div', { class: 'welcome', hidden: true });
    this.log.node.append(this.welcome, this.toasts);
    this.screen = h('div', { class: 'screen' }, this.head, this.pinned, this.log.node, this.composer.node);
    this.node = h('section', { class: 'phone', id: `phone-${this.user.id}`, tabindex: '-1' }, this.owner, this.screen);
    this.drawOwner();
  }

  drawOwner() {
    const name = fullName(this.user);
    const more = h('button', { class: 'round', label: 'phoneMenu', 'aria-haspopup': 'menu' }, icon('more'));
    more.addEventListener('click', () => phoneMenu(more, this));
    this.node.setAttribute('aria-label', [name, this.user.note].filter(Boolean).join(', '));
    this.owner.replaceChildren(avatar(name, this.user.id),
      twoLines(name, this.user.note, 'h2'),
      h('button', { class: 'round', label: 'openLink', on: { click: () => scan(this) } }, icon('scan')), more);
  }

  // The chat that the phone shows

  /** Opens the chat with a bot, or a group in which it is; null while no bot lives here. */
  async open(bot, group = null) {
    this.listening?.abort();
    this.listening = new AbortController();
    this.chat = bot && this.town.chatOf(this.user, bot, group);
    this.drawHead();
    if (!this.chat) {
      this.drawNobody();
      return;
    }
    this.composer.node.hidden = false;
    this.listen({
      messages: () => this.onMessages(),
      state: () => this.onState(),
      action: (action) => this.onAction(action),
      toast: (toast) => this.onToast(toast),
    });
    this.log.begin(this.chat, null);
    this.composer.begin(this.chat);
    this.opening = true;
    this.log.list.setAttribute('aria-busy', 'true');
    await this.attempt(() => this.chat.load());
    this.log.list.removeAttribute('aria-busy');
    this.opening = false;
    this.markUnread();
  }

  listen(handlers) {
    const { signal } = this.listening;
    for (const [kind, handler] of Object.entries(handlers)) {
      this.chat.addEventListener(kind, ({ detail }) => handler(detail), { signal });
    }
  }

  /** Whether somebody can see this phone now; only then messages count as read. */
  setShown(shown) {
    if (shown === this.shown) return;
    this.shown = shown;
    if (shown && this.chat) this.markUnread();
  }

  markUnread() {
    if (!this.shown || this.opening) return;
    this.log.unreadFrom = this.chat.messages.find((message) => this.chat.isUnread(message))?.message_id ?? null;
    this.log.render();
    this.log.showUnread();
    this.seen();
  }

  seen() {
    if (this.chat && this.shown && !this.opening && this.log.stuck && document.visibilityState === 'visible') {
      this.chat.markRead();
    }
  }

  // What happens in it

  onMessages() {
    const last = this.chat.messages.at(-1);
    if (last && !this.chat.isMine(last)) this.showAction(null);
    this.log.render();
    this.composer.update();
    this.drawPinned();
    this.drawWelcome();
    this.seen();
    this.dispatchEvent(new Event('unread'));
  }

  onState() {
    this.composer.update();
    this.drawPinned();
    this.drawWelcome();
    this.log.showWay();
    this.dispatchEvent(new Event('unread'));
  }

  onAction(action) {
    this.showAction(action);
    clearTimeout(this.actionTimer);
    this.actionTimer = setTimeout(() => this.showAction(null), ACTION_LASTS);
  }

  /** A toast of the bot; one that this phone's own press has shown already is not shown again. */
  onToast({ callback_query_id: id, text, show_alert: alert, url }) {
    if (this.answersShown.has(id)) return;
    if (id) this.answersShown.add(id);
    if (url) this.hands.openLink(url, true);
    if (text && alert) alertBox(this.chat.name, text, this.node);
    else if (text) this.toast(text);
  }

  toast(text) {
    const node = h('p', { class: 'toast' }, text);
    this.toasts.append(node);
    setTimeout(() => node.remove(), TOAST_LASTS);
  }

  // Drawing

  drawHead() {
    const name = this.chat?.name ?? t('noBot');
    this.subtitle = h('span', { class: 'subtitle', role: 'status' });
    const title = h('h3', { class: 'lines' }, h('strong', {}, name), this.subtitle);
    const parts = [h('span', { class: 'avatar bot', 'aria-hidden': 'true' }, icon('bot')), title];
    if (this.places().length > 1) {
      const choose = h('button', { class: 'round', label: 'chooseBot', 'aria-haspopup': 'menu' }, icon('down'));
      choose.addEventListener('click', () => this.chooseBot(choose));
      parts.push(choose);
    }
    this.head.replaceChildren(...parts);
    this.showAction(null);
  }

  /** Where the person can talk: with each bot, and in each of their groups that has one. */
  places() {
    const bots = this.town.bots();
    const shared = ({ bots: ids }) => bots.find(({ id }) => ids.includes(id));
    const groups = this.town.groupsOf(this.user).filter(shared);
    return [...bots.map((bot) => ({ bot, group: null })), ...groups.map((group) => ({ bot: shared(group), group }))];
  }

  /** Groups have changed: where the person is no more the bot is shown, and a group that grew under its new id. */
  regroup() {
    this.drawHead();
    const shown = this.chat?.group;
    if (!shown || this.places().some(({ group }) => group?.id === shown.id)) return;
    const grown = this.chat.messages.find(({ migrate_to_chat_id: id }) => id)?.migrate_to_chat_id;
    const next = this.places().find(({ group }) => group?.id === grown);
    this.switchTo(this.chat.bot, next?.group ?? null);
  }

  chooseBot(anchor) {
    openMenu(anchor, t('chooseBot'), this.places().map(({ bot, group }) => ({
      text: group?.title ?? bot.first_name,
      note: group ? t('group') : `@${bot.username}`,
      chosen: this.isAt(bot, group),
      run: () => this.switchTo(bot, group),
    })));
  }

  isAt(bot, group) {
    return bot.id === this.chat?.bot.id && group?.id === this.chat.group?.id;
  }

  async switchTo(bot, group = null) {
    if (this.isAt(bot, group)) return;
    this.log.clear();
    await this.open(bot, group);
    this.dispatchEvent(new Event('switched'));
  }

  showAction(action) {
    const place = this.chat ? t(this.chat.group ? 'group' : 'bot') : '';
    const text = action ? t(action === 'typing' ? 'typing' : 'sendingFile') : place;
    this.subtitle.className = action ? 'subtitle busy' : 'subtitle';
    if (this.subtitle.textContent !== text) this.subtitle.textContent = text;
  }

  drawPinned() {
    const message = this.chat.state.pinned_message_id && this.chat.find(this.chat.state.pinned_message_id);
    this.pinned.hidden = !message;
    if (!message) return;
    this.pinned.onclick = () => this.log.show(message.message_id);
    this.pinned.replaceChildren(icon('pin'), twoLines(t('pinned'), summary(message)));
  }

  drawWelcome() {
    const fresh = this.chat.loaded && this.chat.messages.length === 0;
    this.welcome.hidden = !fresh;
    if (fresh) this.welcome.replaceChildren(h('p', {}, t('startHelp')));
  }

  drawNobody() {
    this.welcome.hidden = false;
    this.welcome.replaceChildren(h('p', {}, t('noBotHelp', { url: `${location.origin}/bot` })));
    this.composer.node.hidden = true;
  }

  redraw() {
    this.drawOwner();
    this.drawHead();
    if (!this.chat) {
      this.drawNobody();
      return;
    }
    this.log.begin(this.chat, this.log.unreadFrom);
    this.composer.keyboard = null;
    this.onMessages();
  }

  /** Does a deed; a refusal is told on the phone in the server's words. True if it went well. */
  attempt = async (deed) => {
    try {
      await deed();
      return true;
    } catch (error) {
      this.toast(error.status ? t('failed', { why: error.message }) : t('unreachable'));
      return false;
    }
  };
}
