/** One line of a chat: a message with all it carries, an album, a heading or a service note. */
import { h, spoken } from './dom.js';
import { rich } from './entities.js';
import { icon } from './icons.js';
import { inlineKeyboard } from './keyboards.js';
import { t } from './language.js';
import { album, kindName, kindOf, media } from './media.js';
import { clockTime, dayHeading } from './time.js';
import { now } from './town.js';

/** Numbers the contents, so that a message can be named by its words. */
let drawn = 0;

const DRAW = {
  day: ({ at }) => h('div', { class: 'note', role: 'separator' }, h('span', {}, dayHeading(at, now()))),
  unread: () => h('div', { class: 'note unread-mark', role: 'separator' }, h('span', {}, t('newMessages'))),
  service: ({ messages: [message] }) => h('div', { class: 'note' }, h('span', {}, serviceText(message))),
  message: (row, actions) => messageRow(row, actions),
};

/** The element of a row; `actions` are the deeds that a phone offers to what is inside. */
export function draw(row, actions) {
  const node = DRAW[row.kind](row, actions);
  node.dataset.key = row.key;
  return node;
}

const names = (people) => people.map(({ first_name }) => first_name).join(', ');

const IN_A_GROUP = {
  group_chat_created: () => t('groupFounded'),
  supergroup_chat_created: () => t('groupFounded'),
  new_chat_members: ({ new_chat_members }) => t('groupJoined', { who: names(new_chat_members) }),
  left_chat_member: ({ left_chat_member }) => t('groupLeft', { who: names([left_chat_member]) }),
  migrate_to_chat_id: () => t('groupGrown'),
  migrate_from_chat_id: () => t('groupGrown'),
  forum_topic_created: ({ forum_topic_created }) => t('groupTopic', { name: forum_topic_created.name }),
};

function serviceText(message) {
  if (message.pinned_message) return t('pinnedService');
  const told = Object.keys(IN_A_GROUP).find((name) => message[name] !== undefined);
  return told ? IN_A_GROUP[told](message) : t('otherKind');
}

/** A message's words in one line, for quotations and the pinned bar. */
export function summary(message) {
  const words = message.text ?? message.caption;
  return words ? words.replace(/\s+/g, ' ').slice(0, 120) : kindName(message);
}

function messageRow({ messages, mine, tail }, actions) {
  const [first] = messages;
  const captioned = messages.find(({ caption }) => caption) ?? first;
  const menu = h('button', { class: 'message-menu', label: 'messageMenu', tabindex: '-1' }, icon('down'));
  menu.setAttribute('aria-haspopup', 'menu');
  const content = h('div', { class: 'content', id: `message-${drawn += 1}` },
    spoken(mine ? `${t('you')}: ` : `${first.from?.first_name ?? ''}: `),
    mine ? null : sender(first), forward(first), quote(first, actions),
    messages.length > 1 ? album(messages) : media(first),
    words(captioned, actions), foot(messages.at(-1), mine));
  const body = h('div', { class: bubbleClass(messages, captioned, tail) }, content, menu);
  const open = () => actions.menu(first, captioned, menu);
  menu.addEventListener('click', open);
  body.addEventListener('contextmenu', (event) => {
    if (event.target.closest('a, img')) return;
    event.preventDefault();
    open();
  });
  const side = mine ? 'row mine' : 'row theirs';
  const keyboard = inlineKeyboard(messages.at(-1), actions);
  return h('article', { class: side, tabindex: '-1', 'aria-labelledby': content.id }, body, keyboard);
}

function bubbleClass(messages, captioned, tail) {
  const picture = ['photo', 'location', 'venue'].includes(kindOf(messages[0]));
  const bare = picture && !captioned.caption && !captioned.text;
  return ['bubble', tail && 'tail', picture && 'picture', bare && 'bare'].filter(Boolean).join(' ');
}

function words(message, actions) {
  const text = message.text ?? message.caption;
  if (text) return rich(text, message.entities ?? message.caption_entities, actions);
  return kindOf(message) ? null : h('div', { class: 'text' }, h('em', {}, t('otherKind')));
}

function foot(message, mine) {
  const changed = mine && message.edit_date ? h('span', {}, t('edited')) : null;
  const at = new Date(message.date * 1000);
  return h('span', { class: 'foot' }, changed, h('time', { datetime: at.toISOString() }, clockTime(at)));
}

/** In a group it stands there who wrote. */
function sender({ chat, from }) {
  if (!from || !chat || chat.type === 'private') return null;
  return h('div', { class: 'forward', 'aria-hidden': 'true' }, from.first_name);
}

function forward({ forward_origin: origin }) {
  if (!origin) return null;
  const from = origin.sender_user?.first_name ?? origin.sender_user_name ?? origin.chat?.title ?? '';
  return h('div', { class: 'forward' }, `${t('forwarded')} ${from}`);
}

function quote({ reply_to_message: original }, actions) {
  if (!original) return null;
  const jump = () => actions.show(original.message_id);
  return h('button', { class: 'quote', on: { click: jump } },
    h('strong', {}, original.from?.first_name ?? ''), h('span', {}, summary(original)));
}
