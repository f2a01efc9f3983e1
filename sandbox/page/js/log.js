/**
 * The messages of one chat on screen. Rows that did not change keep their elements, so what one reads,
 * plays or has the focus on stays; the newest message stays in view unless one has scrolled away.
 */
import { h } from './dom.js';
import { draw } from './bubble.js';
import { icon } from './icons.js';
import { t } from './language.js';
import { rows, same } from './rows.js';

const PAGE = 300;
const NEAR = 60;
const FOCUSABLE = 'button, a[href]';
const LIVE = { role: 'log', 'aria-live': 'polite', 'aria-relevant': 'additions', 'aria-describedby': 'log-help' };

export class Log {
  constructor(actions) {
    this.actions = actions;
    this.drawn = new Map();
    this.limit = PAGE;
    this.unreadFrom = null;
    this.current = null;
    this.list = h('div', { class: 'log', tabindex: '-1', ...LIVE });
    this.badge = h('span', { class: 'badge', 'aria-hidden': 'true', hidden: true });
    this.down = h('button', { class: 'round to-bottom', label: 'toBottom', hidden: true }, icon('down'), this.badge);
    this.node = h('div', { class: 'log-frame' }, this.list, this.down);
    this.down.addEventListener('click', () => this.toBottom());
    this.list.addEventListener('scroll', () => this.onScroll(), { passive: true });
    this.list.addEventListener('keydown', (event) => this.onKey(event));
    this.list.addEventListener('focusin', ({ target }) => this.choose(target.closest('article')));
    this.stuck = true;
    this.lastTop = 0;
    const follow = () => this.stuck && this.toBottom();
    this.list.addEventListener('load', follow, { capture: true });
    new ResizeObserver(follow).observe(this.list);
  }

  /** Forgets another chat's rows and reads this one's from its first unread message. */
  begin(chat, unreadFrom) {
    Object.assign(this, { chat, unreadFrom, limit: PAGE, stuck: true, current: null });
    this.list.setAttribute('aria-label', t('messages', { name: chat.name }));
    this.list.lang = chat.user.language_code || 'zh';
    this.clear();
  }

  clear() {
    this.drawn.clear();
    this.list.replaceChildren();
  }

  render() {
    const { messages, user } = this.chat;
    const shown = messages.slice(-this.limit);
    const wanted = rows(shown, user.id, this.unreadFrom).map((row) => [row, this.element(row)]);
    const nodes = wanted.map(([, { node }]) => node);
    if (messages.length > shown.length) nodes.unshift(this.earlier());
    this.drawn = new Map(wanted.map(([row, entry]) => [row.key, entry]));
    this.arrange(nodes);
    this.keepCurrent();
    if (this.stuck) this.toBottom();
    this.showWay();
  }

  element(row) {
    const old = this.drawn.get(row.key);
    if (old && same(old.row, row)) return old;
    const node = draw(row, this.actions);
    if (row.kind === 'message') reach(node, '-1');
    if (old) this.takeOver(old, row, node);
    return { row, node };
  }

  /** A changed message: its element is exchanged where it stands, with the focus, and glows softly. */
  takeOver(old, row, node) {
    const changed = old.row.messages[0] !== row.messages[0];
    if (changed && !row.mine) node.classList.add('changed');
    const focused = document.activeElement;
    if (!old.node.contains(focused)) return;
    const index = [...old.node.querySelectorAll(FOCUSABLE)].indexOf(focused);
    old.node.replaceWith(node);
    if (this.current === old.node) this.choose(node);
    (node.querySelectorAll(FOCUSABLE)[index] ?? node).focus({ preventScroll: true });
  }

  /** Brings the list to these elements with as few moves as possible. */
  arrange(nodes) {
    const keep = new Set(nodes);
    for (const node of [...this.list.children]) if (!keep.has(node)) node.remove();
    nodes.forEach((node, index) => {
      if (this.list.children[index] !== node) this.list.insertBefore(node, this.list.children[index] ?? null);
    });
  }

  earlier() {
    const more = () => {
      const height = this.list.scrollHeight;
      this.limit += PAGE;
      this.render();
      this.list.scrollTop += this.list.scrollHeight - height;
    };
    return h('button', { class: 'earlier', on: { click: more } }, t('earlier'));
  }

  // Moving about

  atBottom() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR;
  }

  toBottom() {
    this.stuck = true;
    this.list.scrollTop = this.list.scrollHeight;
  }

  /** Scrolling up stops following the newest message, arriving at it begins again; new layout does neither. */
  onScroll() {
    const { scrollTop } = this.list;
    if (this.atBottom()) this.stuck = true;
    else if (scrollTop < this.lastTop) this.stuck = false;
    this.lastTop = scrollTop;
    this.showWay();
  }

  /** The button that leads to the newest message, with the number of those not yet read. */
  showWay() {
    this.down.hidden = this.stuck;
    const count = this.chat?.unread() ?? 0;
    this.badge.textContent = count;
    this.badge.hidden = count === 0;
    if (this.stuck) this.actions.seen();
  }

  /** Brings a message into view and lets it glow. */
  show(messageId) {
    const shows = ({ row }) => row.messages.some(({ message_id }) => message_id === messageId);
    const entry = [...this.drawn.values()].find(shows);
    if (!entry) return;
    this.stuck = false;
    entry.node.scrollIntoView({ block: 'center' });
    entry.node.classList.remove('changed');
    requestAnimationFrame(() => entry.node.classList.add('changed'));
    this.choose(entry.node);
    entry.node.focus({ preventScroll: true });
  }

  /** Opens a chat that has unread messages at their mark. */
  showUnread() {
    const mark = this.drawn.get('unread')?.node;
    if (!mark) return;
    mark.scrollIntoView({ block: 'start' });
    if (this.atBottom()) this.toBottom();
    this.onScroll();
  }

  // The keyboard's place: one message at a time can be reached by Tab, with its buttons

  choose(article) {
    if (!article || article === this.current) return;
    if (this.current) reach(this.current, '-1');
    this.current = article;
    reach(article, '0');
  }

  keepCurrent() {
    if (!this.current?.isConnected || this.current !== this.list.querySelector('article:focus-within')) {
      this.choose([...this.list.querySelectorAll('article')].at(-1));
    }
  }

  onKey(event) {
    const article = event.target.closest('article');
    if (!article || event.target.closest('.spoiler')) return;
    const all = [...this.list.querySelectorAll('article')];
    const at = all.indexOf(article);
    const goal = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (all[goal]) all[goal].focus();
    else if (event.key === 'Enter' && event.target === article) article.querySelector('.message-menu').click();
    else return;
    event.preventDefault();
  }
}

function reach(article, tabindex) {
  article.setAttribute('tabindex', tabindex);
  const inside = article.querySelectorAll('button:not(.message-menu), a[href], .veiled');
  for (const node of inside) node.setAttribute('tabindex', tabindex);
}
