/**
 * One chat of a person as the page knows it, with a bot or in a group that has one: messages in order, state, commands.
 * Messages are never changed in place: an edit replaces the object, so a view sees by identity what changed.
 */
import * as api from './api.js';

const EMPTY_STATE = { reply_keyboard: null, pinned_message_id: null, blocked: false, last_read: 0 };

export class Chat extends EventTarget {
  constructor(user, bot, group = null) {
    super();
    this.user = user;
    this.bot = bot;
    this.group = group;
    this.id = group?.id ?? user.id;
    this.loaded = false;
    this.messages = [];
    this.commands = [];
    this.state = EMPTY_STATE;
    this.waiting = null;
    this.loading = null;
  }

  get name() {
    return this.group?.title ?? this.bot.first_name;
  }

  /** Who acts here, and to which bot: every deed says it. */
  get who() {
    return { bot: this.bot.id, from: this.user.id };
  }

  /** Loads everything; events that arrive meanwhile are applied afterwards, so none is lost or undone. */
  load() {
    this.loading ??= this.fetchAll().finally(() => { this.loading = null; });
    return this.loading;
  }

  async fetchAll() {
    this.waiting = [];
    try {
      const [messages, state, commands] = await Promise.all([
        api.messages(this.id, this.bot.id), api.state(this.id, this.bot.id), api.commands(this.id, this.bot.id),
      ]);
      Object.assign(this, { messages, state: { ...EMPTY_STATE, ...state }, commands, loaded: true });
    } finally {
      const waiting = this.waiting;
      this.waiting = null;
      waiting.forEach((event) => this.apply(event));
    }
    this.tell('messages');
    this.tell('state');
  }

  tell(kind, detail = null) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  /** Takes one event of the sandbox that concerns this chat. */
  apply(event) {
    if (this.waiting) this.waiting.push(event);
    else ON_EVENT[event.type]?.(this, event);
  }

  put(message) {
    const at = this.messages.findIndex(({ message_id }) => message_id >= message.message_id);
    if (at < 0) this.messages.push(message);
    else this.messages.splice(at, this.messages[at].message_id === message.message_id ? 1 : 0, message);
    this.tell('messages', message);
  }

  drop(messageId) {
    this.messages = this.messages.filter(({ message_id }) => message_id !== messageId);
    this.tell('messages');
  }

  find(messageId) {
    return this.messages.find(({ message_id }) => message_id === messageId);
  }

  isMine(message) {
    return message.from?.id === this.user.id;
  }

  isUnread(message) {
    return !this.isMine(message) && message.message_id > this.state.last_read;
  }

  unread() {
    return this.messages.filter((message) => this.isUnread(message)).length;
  }

  async markRead() {
    const newest = this.messages.at(-1)?.message_id ?? 0;
    if (newest <= this.state.last_read) return;
    this.state = { ...this.state, last_read: newest };
    this.tell('state');
    await api.quietly(api.read(this.id, this.bot.id, newest));
  }

  async refreshState() {
    const { last_read } = this.state;
    const state = { ...EMPTY_STATE, ...(await api.state(this.id, this.bot.id)) };
    this.state = { ...state, last_read: Math.max(state.last_read, last_read) };
    this.tell('state');
  }

  async refreshCommands() {
    this.commands = await api.commands(this.id, this.bot.id);
    this.tell('commands');
  }
}

const ON_EVENT = {
  message: (chat, { message }) => chat.put(message),
  edit: (chat, { message }) => chat.put(message),
  delete: (chat, { message_id }) => chat.drop(message_id),
  action: (chat, { action }) => chat.tell('action', action),
  toast: (chat, toast) => toast.user === chat.user.id && chat.tell('toast', toast), // in a group others pressed, too
  pin: (chat, { message_id }) => {
    chat.state = { ...chat.state, pinned_message_id: message_id };
    chat.tell('state');
  },
  state: (chat) => api.quietly(chat.refreshState()),
  commands: (chat) => api.quietly(chat.refreshCommands()),
};
