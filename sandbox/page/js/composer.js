/** Where a person writes: the text field, what it replies to or edits, and the buttons around it. */
import { h, twoLines } from './dom.js';
import { summary } from './bubble.js';
import { icon } from './icons.js';
import { replyKeyboard } from './keyboards.js';
import { t } from './language.js';
import { recall, remember } from './memory.js';
import { Suggestions } from './suggestions.js';

const TALLEST = 150;

export class Composer {
  /** `deeds` does what is asked for: say, change, attach, keyPress, start, unblock (see hands.js). */
  constructor(deeds) {
    this.deeds = deeds;
    this.chat = null;
    this.mode = null;
    this.keyboard = null;
    this.keyboardOpen = false;
    this.build();
  }

  build() {
    this.field = h('textarea', { rows: '1', hint: 'write', label: 'message', maxlength: '4096', autocomplete: 'off' });
    this.field.enterKeyHint = 'send';
    this.suggestions = new Suggestions(this.field, (command) => this.pickCommand(command));
    this.menu = this.button('commands', 'commands', () => this.toggleCommands());
    this.attach = this.button('attach', 'attach', () => this.deeds.attach(this.attach));
    this.attach.setAttribute('aria-haspopup', 'menu');
    this.toggle = this.button('toggleKeyboard', 'keyboard', () => this.showKeyboard(!this.keyboardOpen));
    this.toggle.hidden = true;
    this.send = this.button('send', 'send', () => this.submit(), 'round send');
    this.strip = h('div', { class: 'strip', hidden: true });
    this.keys = h('div', { class: 'keys', hidden: true });
    this.bar = h('div', { class: 'bar' }, this.menu, this.field, this.toggle, this.attach, this.send);
    this.start = h('button', { class: 'big', t: 'start', hidden: true, on: { click: () => this.deeds.start() } });
    this.blocked = h('div', { class: 'blocked', hidden: true }, h('p', { t: 'blocked' }),
      h('button', { class: 'big', t: 'unblock', on: { click: () => this.deeds.unblock() } }));
    const parts = [this.suggestions.node, this.strip, this.bar, this.keys, this.start, this.blocked];
    this.node = h('div', { class: 'composer' }, ...parts);
    this.field.addEventListener('input', () => this.onInput());
    this.field.addEventListener('keydown', (event) => this.onKey(event));
    this.field.addEventListener('blur', () => this.suggestions.hide());
  }

  button(label, symbol, click, className = 'round') {
    return h('button', { class: className, label, on: { click } }, icon(symbol));
  }

  /** Turns to another chat and brings back what was begun there. */
  begin(chat) {
    this.chat = chat;
    this.leaveMode();
    this.field.lang = chat.user.language_code || 'zh';
    this.write(recall(this.draftKey(), ''));
  }

  draftKey() {
    return `draft.${this.chat.user.id}.${this.chat.group?.id ?? this.chat.bot.id}`;
  }

  /** Shows what the chat's state allows: starting, unblocking, or writing with the bot's buttons. */
  update() {
    const { state, messages, loaded } = this.chat;
    const fresh = loaded && messages.length === 0 && !state.blocked;
    this.start.hidden = !fresh;
    this.blocked.hidden = !state.blocked;
    this.bar.hidden = fresh || state.blocked;
    this.setKeyboard(state.reply_keyboard);
    this.keys.hidden = !this.keyboard || !this.keyboardOpen || this.bar.hidden;
  }

  setKeyboard(markup) {
    if (JSON.stringify(markup) === JSON.stringify(this.keyboard)) return;
    this.keyboard = markup;
    this.toggle.hidden = !markup;
    this.field.placeholder = markup?.input_field_placeholder || t('write');
    this.keys.replaceChildren(...(markup ? [replyKeyboard(markup, (button) => this.pressKey(button))] : []));
    this.showKeyboard(Boolean(markup));
  }

  showKeyboard(open) {
    this.keyboardOpen = open;
    this.keys.hidden = !open || !this.keyboard;
    this.toggle.setAttribute('aria-expanded', String(open));
  }

  async pressKey(button) {
    const sent = await this.deeds.keyPress(button);
    if (sent && this.keyboard?.one_time_keyboard) this.showKeyboard(false);
    this.field.focus();
  }

  // Writing

  write(text) {
    this.field.value = text;
    this.fit();
  }

  fit() {
    this.field.style.height = 'auto';
    this.field.style.height = `${Math.min(this.field.scrollHeight, TALLEST)}px`;
    this.send.disabled = !this.field.value.trim();
  }

  onInput() {
    this.fit();
    if (this.mode?.kind !== 'edit') remember(this.draftKey(), this.field.value || null);
    this.suggestions.filter(this.chat.commands, this.field.value);
  }

  onKey(event) {
    if (event.isComposing) return;
    if (this.suggestions.takes(event)) event.preventDefault();
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === 'Escape' && this.mode) this.cancel();
    else if (event.key === 'ArrowUp' && !this.field.value && this.editLast()) event.preventDefault();
  }

  async submit() {
    const text = this.field.value.trim();
    if (!text) return;
    const { mode } = this;
    const typed = this.field.value;
    this.clear();
    const editing = mode?.kind === 'edit';
    const done = editing ? this.deeds.change(mode.message, text) : this.deeds.say(text, mode?.message);
    if (!(await done) && !this.field.value) this.write(typed);
  }

  /** Empties the field once its words are on their way; an edit makes room for the draft it interrupted. */
  clear() {
    if (this.mode?.kind !== 'edit') {
      remember(this.draftKey(), null);
      this.write('');
    }
    this.cancel();
  }

  // Commands

  toggleCommands() {
    if (this.suggestions.open) this.suggestions.hide();
    else {
      this.field.focus();
      this.suggestions.show(this.chat.commands);
    }
  }

  pickCommand(command) {
    this.write('');
    remember(this.draftKey(), null);
    this.deeds.say(command);
  }

  // Replying and editing

  replyTo(message) {
    this.enterMode({ kind: 'reply', message }, t('replyingTo'), 'reply');
  }

  editMessage(message) {
    this.enterMode({ kind: 'edit', message }, t('editing'), 'edit');
    this.write(message.text ?? message.caption ?? '');
  }

  editLast() {
    const last = this.chat.messages.findLast((message) => this.chat.isMine(message) && message.text);
    if (last) this.editMessage(last);
    return Boolean(last);
  }

  enterMode(mode, title, symbol) {
    this.mode = mode;
    const end = this.button('cancelStrip', 'close', () => this.cancel());
    this.strip.replaceChildren(icon(symbol), twoLines(title, summary(mode.message)), end);
    this.strip.hidden = false;
    this.field.focus();
  }

  leaveMode() {
    this.mode = null;
    this.strip.hidden = true;
  }

  /** Leaves replying or editing; what was being written before an edit comes back. */
  cancel() {
    const edited = this.mode?.kind === 'edit';
    this.leaveMode();
    if (edited) this.write(recall(this.draftKey(), ''));
  }
}
