/** The sandbox's control interface, one function a question or deed. Nothing here knows the page. */

/** The server said no; its own words are the message. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** For what nobody waits for: if it fails the line is lost, and all is loaded again once it is back. */
export function quietly(promise) {
  return promise.catch((error) => console.info('Left until the line is back:', error.message));
}

async function ask(path, { query = {}, json = null, form = null } = {}) {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const address = `/sandbox/${path}?${new URLSearchParams(entries)}`;
  const options = json || form ? { method: 'POST', body: form ?? JSON.stringify(json) } : {};
  if (json) options.headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(address, options);
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refused(answer.status, body?.description ?? body?.error ?? answer.statusText);
  return body;
}

const get = (path, query) => ask(path, { query });
const post = (path, json = {}) => ask(path, { json });

export const bots = () => get('bots');
export const users = () => get('users');
export const groups = () => get('groups');
export const makeUser = (user) => post('users', user);
export const changeUser = (id, changes) => post(`users/${id}`, changes);

export const messages = (chat, bot) => get(`chats/${chat}`, { bot });
export const state = (chat, bot) => get(`chats/${chat}/state`, { bot });
export const commands = (chat, bot) => get('commands', { chat, bot });
export const read = (chat, bot, message_id) => post(`chats/${chat}/read`, { bot, message_id });

// Deeds: `who` is {bot, from}, for in a group the sandbox must be told who it is.
export const say = (chat, who, text, reply_to, thread) =>
  post(`chats/${chat}/text`, { ...who, text, reply_to, thread });
export const edit = (chat, who, message_id, text) => post(`chats/${chat}/edit`, { ...who, message_id, text });
export const press = (chat, who, message_id, data) => post(`chats/${chat}/press`, { ...who, message_id, data });
export const place = (chat, who, where) => post(`chats/${chat}/location`, { ...who, ...where });
export const contact = (chat, who) => post(`chats/${chat}/contact`, { ...who });
export const block = (chat, who) => post(`chats/${chat}/block`, { ...who });
export const unblock = (chat, who) => post(`chats/${chat}/unblock`, { ...who });

/** Sends one file as `kind` (photo, voice or document); fields may hold caption, media_group, duration. */
export function upload(chat, who, kind, file, fields = {}) {
  const form = new FormData();
  for (const [key, value] of Object.entries({ ...who, ...fields })) if (value) form.set(key, value);
  form.set(kind, file, file.name);
  return ask(`chats/${chat}/${kind}`, { form });
}

export const fileAddress = (file_id) => `/sandbox/files/${encodeURIComponent(file_id)}`;

export const clock = () => get('clock');
export const advance = (now) => post('clock', { now });
