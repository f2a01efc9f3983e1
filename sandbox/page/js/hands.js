/** What the person holding a phone can do with it; bubbles, keyboards and the composer call these. */
import * as api from './api.js';
import { attachMenu, sendContact, sendPlace } from './attachments.js';
import { t } from './language.js';
import { deepLink, outside } from './links.js';
import { openMenu } from './menu.js';

export class Hands {
  constructor(phone) {
    this.phone = phone;
  }

  get chat() {
    return this.phone.chat;
  }

  /** The chat's id and who acts in it, with which every call to the sandbox begins. */
  get here() {
    return [this.chat.id, this.chat.who];
  }

  attempt(deed) {
    return this.phone.attempt(deed);
  }

  // Writing

  /** Who answers has read: the mark of unread messages goes, and the newest comes into view. */
  say(text, replyTo) {
    Object.assign(this.phone.log, { stuck: true, unreadFrom: null });
    return this.attempt(() => api.say(...this.here, text, replyTo?.message_id, replyTo?.message_thread_id));
  }

  start() {
    return this.say('/start');
  }

  change(message, text) {
    return this.attempt(() => api.edit(...this.here, message.message_id, text));
  }

  attach(anchor) {
    attachMenu(anchor, this.phone);
  }

  unblock() {
    return this.attempt(() => api.unblock(...this.here));
  }

  async copy(text) {
    if (await this.attempt(() => navigator.clipboard.writeText(text))) this.phone.toast(t('copied'));
  }

  // Pressing

  /** Presses a button above the composer. */
  keyPress(button) {
    if (button.request_location) return sendPlace(this.phone);
    if (button.request_contact) return sendContact(this.phone);
    return this.say(button.text);
  }

  /** Presses a button under a message; resolves when the bot has answered. */
  async press(message, button) {
    if (button.url) this.openLink(button.url, true);
    else if (button.copy_text) await this.copy(button.copy_text.text);
    else if (button.callback_data === undefined) this.phone.toast(t('buttonElsewhere'));
    else await this.callback(message, button.callback_data);
  }

  callback(message, data) {
    return this.attempt(async () => {
      const answer = await api.press(...this.here, message.message_id, data);
      if (answer.answered === false) this.phone.toast(t('noAnswer'));
      else this.phone.onToast(answer);
    });
  }

  // Links

  /** Opens a link of one of the bots here; any other only when `leave` says so. True if a bot was opened. */
  openLink(address, leave = false) {
    const deep = deepLink(address);
    const name = deep?.username.toLowerCase();
    const bot = deep && this.phone.town.bots().find(({ username }) => username.toLowerCase() === name);
    if (bot && deep.startgroup) this.chooseGroup(bot, deep.startgroup);
    else if (bot) this.follow(bot, deep.start);
    else if (leave && outside(address)) window.open(outside(address), '_blank', 'noopener,noreferrer');
    return Boolean(bot);
  }

  async follow(bot, start) {
    await this.phone.switchTo(bot);
    if (start || this.chat.messages.length === 0) await this.say(start ? `/start ${start}` : '/start');
  }

  /** A link that is good for a group: the person chooses one of their own, and it is followed there. */
  chooseGroup(bot, start) {
    const own = this.phone.town.groupsOf(this.phone.user).filter(({ bots }) => bots.includes(bot.id));
    const run = async (group) => {
      await this.phone.switchTo(bot, group);
      await this.say(`/start ${start}`);
    };
    if (own.length === 0) this.phone.toast(t('noGroup'));
    else {
      const entries = own.map((group) => ({ text: group.title, run: () => run(group) }));
      openMenu(this.phone.head, t('chooseGroup'), entries);
    }
  }

  // Messages

  seen() {
    this.phone.seen();
  }

  show(messageId) {
    this.phone.log.show(messageId);
  }

  /** The menu of a bubble; of an album, `captioned` is the part with the words. */
  menu(message, captioned, anchor) {
    const text = captioned.text ?? captioned.caption;
    const { composer } = this.phone;
    const entries = [{ text: t('reply'), symbol: 'reply', run: () => composer.replyTo(message) }];
    if (this.chat.isMine(message) && text) {
      entries.push({ text: t('edit'), symbol: 'edit', run: () => composer.editMessage(captioned) });
    }
    if (text) entries.push({ text: t('copy'), symbol: 'copy', run: () => this.copy(text) });
    openMenu(anchor, t('messageMenu'), entries);
  }
}
