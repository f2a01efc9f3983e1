/** The language of the page's own words: chosen once, kept, and written into `lang`. */
import { TEXTS } from './texts.js';
import { recall, remember } from './memory.js';

const COLUMN = { zh: 0, en: 1 };
const TAG = { zh: 'zh-CN', en: 'en' };

let current = recall('language', null) ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');

export const language = () => current;

/** The tag for `lang` attributes and for formats of dates. */
export const tag = () => TAG[current];

export function choose(code) {
  current = code;
  remember('language', code);
  document.documentElement.lang = tag();
}

/** The text of a key; `{name}` in it is replaced from `values`. */
export function t(key, values = {}) {
  const text = TEXTS[key][COLUMN[current]];
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
