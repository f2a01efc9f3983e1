/**
 * What a chat shows, line by line, as data: day headings, the mark of unread messages, service notes,
 * messages, and albums gathered into one. A row's key stays the same for as long as its subject lives.
 */
import { dayOf } from './calendar.js';

const SERVICE = [
  'pinned_message', 'new_chat_members', 'left_chat_member', 'migrate_to_chat_id', 'migrate_from_chat_id',
  'group_chat_created', 'supergroup_chat_created', 'forum_topic_created',
];

const isService = (message) => SERVICE.some((name) => message[name] !== undefined);

/** Messages of an album that follow each other become one group; every other message is its own. */
function groups(messages) {
  const result = [];
  for (const message of messages) {
    const last = result.at(-1);
    const album = message.media_group_id;
    if (album && last?.[0].media_group_id === album) last.push(message);
    else result.push([message]);
  }
  return result;
}

const sender = (group) => group?.[0].from?.id;
const day = (group) => group && dayOf(new Date(group[0].date * 1000));

function messageRow(group, next, mine) {
  const [first] = group;
  const together = next && sender(next) === sender(group) && day(next) === day(group) && !isService(next[0]);
  return {
    key: `m${first.message_id}`,
    kind: isService(first) ? 'service' : 'message',
    messages: group,
    mine,
    tail: !together,
  };
}

/** All rows; `unreadFrom` is the first message_id that stands under the mark of unread messages, or null. */
export function rows(messages, userId, unreadFrom) {
  const result = [];
  const all = groups(messages);
  all.forEach((group, index) => {
    const [{ message_id, date }] = group;
    if (day(group) !== day(all[index - 1])) {
      result.push({ key: `d${day(group)}`, kind: 'day', messages: [], at: new Date(date * 1000) });
    }
    if (message_id === unreadFrom) result.push({ key: 'unread', kind: 'unread', messages: [] });
    result.push(messageRow(group, all[index + 1], sender(group) === userId));
  });
  return result;
}

/** Whether a row already drawn still shows what it should. */
export function same(a, b) {
  return a.tail === b.tail && a.messages.length === b.messages.length
    && a.messages.every((message, index) => message === b.messages[index]);
}
