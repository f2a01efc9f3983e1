/** Pictures, sound, files and places inside a bubble. */
import { h, spoken, twoLines } from './dom.js';
import { fileAddress } from './api.js';
import { icon } from './icons.js';
import { t } from './language.js';
import { lightbox } from './dialogs.js';
import { miniature } from './map.js';
import { fullName } from './people.js';
import { duration, fileSize } from './time.js';

/** Bounds of a picture in a bubble, in pixels. */
const SMALLEST = 120;
const WIDEST = 304;
const TALLEST = 320;

/** Each kind of content and how it is drawn, the first that a message has wins. */
const KINDS = {
  photo: (message) => photo(message),
  voice: (message) => sound(message.voice),
  audio: (message) => sound(message.audio),
  venue: ({ venue }) => place(venue.location, [venue.title, venue.address]),
  location: ({ location }) => place(location),
  contact: ({ contact }) => person(contact),
  document: ({ document }) => file(document),
  video: ({ video }) => file(video),
  animation: ({ animation }) => file(animation),
};

/** The text key of each kind; what is missing here is called a document. */
const NAMES = {
  photo: 'photo', voice: 'voice', audio: 'voice', venue: 'place', location: 'place', contact: 'contact',
};

export const kindOf = (message) => Object.keys(KINDS).find((kind) => message[kind] !== undefined);

/** The words for a message's kind, for a quotation or a reader that cannot see it. */
export function kindName(message) {
  const kind = kindOf(message);
  return t(NAMES[kind] ?? (kind ? 'document' : 'otherKind'));
}

export function media(message) {
  const kind = kindOf(message);
  return kind ? KINDS[kind](message) : null;
}

export function album(messages) {
  return h('div', { class: 'album', 'data-count': messages.length }, ...messages.map(media));
}

function photo({ photo: sizes, caption }) {
  const { file_id, width, height } = sizes.at(-1);
  const source = fileAddress(file_id);
  const alt = caption ? `${t('photo')}: ${caption}` : t('photo');
  const image = h('img', { src: source, alt, width, height, decoding: 'async' });
  const show = () => lightbox(source, alt);
  const button = h('button', { class: 'photo', title: t('enlarge'), on: { click: show } }, image);
  button.style.width = `${shownWidth(width, height)}px`;
  return button;
}

/** The width a picture takes in a bubble, known before it is loaded, so that nothing jumps. */
function shownWidth(width, height) {
  return Math.round(Math.max(SMALLEST, Math.min(width, WIDEST, (TALLEST * width) / height)));
}

/** A player of one button, a bar and the time; the file is fetched when it is first played. */
function sound({ file_id, duration: seconds }) {
  const audio = h('audio', { preload: 'none', src: fileAddress(file_id) });
  const bar = h('progress', { max: '1', value: 0, 'aria-hidden': 'true' });
  const time = h('span', { class: 'length' }, duration(seconds));
  const button = h('button', { class: 'round play', label: 'play' }, icon('play'));
  const show = () => {
    const playing = !audio.paused;
    button.replaceChildren(icon(playing ? 'pause' : 'play'));
    button.setAttribute('aria-label', t(playing ? 'pause' : 'play'));
  };
  button.addEventListener('click', () => (audio.paused ? audio.play().catch(show) : audio.pause()));
  for (const name of ['play', 'pause', 'ended', 'error']) audio.addEventListener(name, show);
  audio.addEventListener('timeupdate', () => {
    bar.value = audio.currentTime / (seconds || audio.duration || 1);
    time.textContent = duration(audio.ended ? seconds || audio.duration : audio.currentTime);
  });
  return h('div', { class: 'sound', role: 'group', 'aria-label': t('voice') }, button, bar, time, audio);
}

function file({ file_id, file_name, file_size }) {
  const name = file_name || t('document');
  return h('a', { class: 'card', href: fileAddress(file_id), download: name, target: '_blank', rel: 'noopener' },
    h('span', { class: 'round' }, icon('file')), twoLines(name, fileSize(file_size)));
}

function person(contact) {
  return h('div', { class: 'card' }, h('span', { class: 'round' }, icon('contact')),
    twoLines(fullName(contact), contact.phone_number));
}

function place({ latitude, longitude }, lines = []) {
  const position = `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
  return h('div', { class: 'place' }, miniature(latitude, longitude), spoken(t('place')),
    ...lines.map((line) => h('strong', {}, line)), h('span', { class: 'position' }, position));
}
