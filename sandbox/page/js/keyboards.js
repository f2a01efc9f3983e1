/** The two kinds of keyboards a bot gives: buttons under a message, and buttons above the composer. */
import { h, spoken } from './dom.js';
import { icon } from './icons.js';
import { t } from './language.js';

/** Buttons under a message. Each is dead while its press waits for the bot's answer. */
export function inlineKeyboard(message, actions) {
  const lines = message.reply_markup?.inline_keyboard;
  if (!lines?.length) return null;
  return keyboard('inline-keyboard', lines, (button) => inlineButton(message, button, actions));
}

function keyboard(className, lines, draw) {
  return h('div', { class: className }, ...lines.map((line) => h('div', { class: 'line' }, ...line.map(draw))));
}

/** What is too long for half a phone and has no gap, and where that may break; all else breaks between words alone. */
const LONG = /[\u2e80-\uffef]{9,}|\S{17,}/gu;
const PIECE = /[\u2e80-\uffef]{2}(?=..)|[^\u2e80-\uffef]{16}(?=.)/gu;

function label(text) {
  const parts = text.replace(LONG, (run) => run.replace(PIECE, '$&\0')).split('\0');
  return h('span', {}, ...parts.flatMap((part, at) => (at ? [h('wbr'), part] : [part])));
}

function inlineButton(message, button, actions) {
  const leaves = button.url !== undefined;
  const node = h('button', { class: 'key', 'data-style': button.style },
    label(button.text), leaves && icon('link'), leaves && spoken(t('opensLink')));
  node.addEventListener('click', async () => {
    if (node.getAttribute('aria-busy') === 'true') return;
    node.setAttribute('aria-busy', 'true');
    try {
      await actions.press(message, button);
    } finally {
      node.removeAttribute('aria-busy');
    }
  });
  return node;
}

/** Buttons above the composer; `press` gets the button as the bot described it. */
export function replyKeyboard(markup, press) {
  const node = keyboard('reply-keyboard', markup.keyboard, (entry) => replyButton(entry, press));
  node.setAttribute('role', 'group');
  node.setAttribute('aria-label', t('replyButtons'));
  return node;
}

function replyButton(entry, press) {
  const button = typeof entry === 'string' ? { text: entry } : entry;
  const symbol = (button.request_location && 'place') || (button.request_contact && 'contact');
  return h('button', { class: 'key', on: { click: () => press(button) } },
    symbol ? icon(symbol) : null, label(button.text));
}
