/** The dialog that chooses whose phone to add: somebody of the town, or someone new. */
import * as api from './api.js';
import { dialog, field, problem } from './dialogs.js';
import { h, twoLines } from './dom.js';
import { t } from './language.js';

const CHINESE = /[\u3400-\u9fff]/;

/** A Chinese name has its family name first and no space, as people write it. */
export function fullName({ first_name, last_name }) {
  if (!last_name) return first_name;
  return CHINESE.test(first_name) ? last_name + first_name : `${first_name} ${last_name}`;
}

/** Resolves to a user, or to null; `isOpen` tells whose phones are there already. */
export async function choosePerson(users, isOpen) {
  const list = h('div', { class: 'people' });
  const search = h('input', { type: 'search', autocomplete: 'off' });
  const name = h('input', { type: 'text', autocomplete: 'off', maxlength: '64' });
  const languages = { zh: 'chinese', en: 'english' };
  const language = h('select', {}, ...Object.entries(languages).map(([value, key]) => h('option', { value }, t(key))));
  const trouble = problem();
  const fresh = h('fieldset', {}, h('legend', {}, t('newPerson')),
    h('div', { class: 'pair' }, field(t('personName'), name), field(t('personLanguage'), language)), trouble);
  const choice = dialog({
    title: t('choosePerson'), body: [users.length ? field(t('searchPerson'), search) : '', list, fresh],
    confirm: 'makePerson', className: 'people-dialog', submit: () => make(name, language, trouble),
  });
  const node = list.closest('dialog');
  const entry = (user) => person(user, isOpen(user), () => node.finish(user));
  const show = () => list.replaceChildren(...matching(users, search.value).map(entry));
  search.addEventListener('input', show);
  search.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    list.querySelector('button')?.click();
  });
  show();
  return choice;
}

function matching(users, words) {
  const wanted = words.trim().toLowerCase();
  const about = (user) => [fullName(user), user.note, user.username].join(' ').toLowerCase();
  return users.filter((user) => about(user).includes(wanted));
}

function person(user, open, choose) {
  const note = [user.note, open && t('alreadyOpen')].filter(Boolean).join(' · ');
  return h('button', { class: 'person', on: { click: choose } },
    avatar(fullName(user), user.id), twoLines(fullName(user), note));
}

async function make(name, language, trouble) {
  const first_name = name.value.trim();
  if (!first_name) {
    name.focus();
    trouble.textContent = `${t('personName')}?`;
    return null;
  }
  try {
    const { id } = await api.makeUser({ first_name, language_code: language.value });
    return { id, first_name, language_code: language.value, note: '', pinned: false };
  } catch (error) {
    trouble.textContent = t('failed', { why: error.message });
    return null;
  }
}

/** A disc with the last letter of a Chinese name, or the first of another; its colour follows the id. */
export function avatar(name, id) {
  const letter = CHINESE.test(name) ? [...name].at(-1) : [...name][0] ?? '?';
  return h('span', { class: `avatar tone-${Math.abs(id) % 6}`, 'aria-hidden': 'true' }, letter);
}
