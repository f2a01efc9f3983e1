/** Everything that is sent besides words: photos and albums, voice, files, a place, one's own number. */
import * as api from './api.js';
import { confirmBox, dialog, field } from './dialogs.js';
import { h } from './dom.js';
import { t } from './language.js';
import { openMenu } from './menu.js';
import { choosePlace } from './places.js';
import { canRecord, record } from './recording.js';
import { samplePhoto, sampleVoice } from './samples.js';
import { fileSize } from './time.js';

const MOST = 10;
const ACCEPT = { photo: 'image/*', voice: 'audio/*', document: '*/*' };

/** The menu of the paper clip; `phone` is {chat, node, attempt}. */
export function attachMenu(anchor, phone) {
  openMenu(anchor, t('attach'), [
    { text: t('attachPhotos'), symbol: 'photo', run: () => pick('photo', phone) },
    { text: t('attachSamplePhoto'), symbol: 'photo', run: () => sendSamplePhoto(phone) },
    ...(canRecord() ? [{ text: t('attachRecording'), symbol: 'mic', run: () => sendRecording(phone) }] : []),
    { text: t('attachVoice'), symbol: 'mic', run: () => pick('voice', phone) },
    { text: t('attachSampleVoice'), symbol: 'mic', run: () => upload('voice', [sampleVoice()], '', phone) },
    { text: t('attachFile'), symbol: 'file', run: () => pick('document', phone) },
    { text: t('attachPlace'), symbol: 'place', run: () => sendPlace(phone) },
    { text: t('attachContact'), symbol: 'contact', run: () => sendContact(phone) },
  ]);
}

async function sendSamplePhoto(phone) {
  await sendFiles('photo', [await samplePhoto()], phone);
}

function pick(kind, phone) {
  const input = h('input', { type: 'file', class: 'spoken', 'aria-hidden': 'true', accept: ACCEPT[kind] });
  input.multiple = kind !== 'voice';
  input.addEventListener('change', async () => {
    input.remove();
    if (input.files.length) await sendFiles(kind, [...input.files], phone);
  });
  input.addEventListener('cancel', () => input.remove());
  phone.node.append(input);
  input.click();
}

/** Shows what will be sent, asks for a caption, and sends it. */
export async function sendFiles(kind, files, phone) {
  const chosen = files.slice(0, MOST);
  const previews = chosen.map((file) => preview(kind, file));
  const caption = h('input', { type: 'text', maxlength: '1024', autocomplete: 'off' });
  const limit = files.length > MOST ? [h('p', { class: 'problem' }, t('tooMany'))] : [];
  const agreed = await dialog({
    title: chosen.length > 1 ? t('sendFiles', { n: chosen.length }) : t('sendFile'),
    body: [h('div', { class: 'previews' }, ...previews), ...limit, field(t('caption'), caption)],
    confirm: 'send', over: phone.node,
  });
  previews.forEach((node) => node.src && URL.revokeObjectURL(node.src));
  if (agreed) await upload(kind, chosen, caption.value.trim(), phone);
}

function preview(kind, file) {
  if (kind === 'photo') return h('img', { src: URL.createObjectURL(file), alt: file.name });
  return h('span', { class: 'file-name' }, `${file.name} · ${fileSize(file.size)}`);
}

/** Sends files one after another; several make an album, and the first one carries the caption. */
function upload(kind, files, caption, { chat, attempt }, seconds = null) {
  const media_group = files.length > 1 ? `${Date.now()}${chat.id}` : null;
  return attempt(async () => {
    for (const [index, file] of files.entries()) {
      const duration = kind === 'voice' ? seconds ?? await secondsOf(file) : null;
      const words = index === 0 ? caption : null;
      await api.upload(chat.id, chat.who, kind, file, { caption: words, media_group, duration });
    }
  });
}

async function sendRecording(phone) {
  try {
    const recorded = await record(phone.node);
    if (recorded) await upload('voice', [recorded.file], '', phone, recorded.seconds);
  } catch (error) {
    console.info('No recording:', error.message);
    phone.toast(t('noMicrophone'));
  }
}

/** How long a sound lasts, in whole seconds; null if the browser can't tell. */
function secondsOf(file) {
  const sound = new Audio(URL.createObjectURL(file));
  return new Promise((resolve) => {
    sound.addEventListener('loadedmetadata', () => resolve(Math.ceil(sound.duration)));
    sound.addEventListener('error', () => resolve(null));
  }).then((seconds) => (Number.isFinite(seconds) ? seconds : null))
    .finally(() => URL.revokeObjectURL(sound.src));
}

/** Asks for a place and sends it; true if it was sent. */
export async function sendPlace({ chat, node, attempt }) {
  const where = await choosePlace(node);
  return where !== null && attempt(() => api.place(chat.id, chat.who, where));
}

export async function sendContact({ chat, node, attempt }) {
  const agreed = await confirmBox(t('sharePhone'), 'share', node);
  return agreed !== null && attempt(() => api.contact(chat.id, chat.who));
}
