/** What can be done with a whole phone: open a link on it, change its person, block the bot, put it away. */
import * as api from './api.js';
import { confirmBox, dialog, field, problem } from './dialogs.js';
import { h } from './dom.js';
import { t } from './language.js';
import { openMenu } from './menu.js';

export function phoneMenu(anchor, phone) {
  openMenu(anchor, t('phoneMenu'), [
    { text: t('openLink'), symbol: 'scan', run: () => scan(phone) },
    otherLanguage(phone),
    ...(phone.chat ? [blocking(phone)] : []),
    { text: t('removePhone'), symbol: 'remove', danger: true, run: () => phone.town.remove(phone) },
  ]);
}

function otherLanguage(phone) {
  const chinese = (phone.user.language_code ?? 'zh').startsWith('zh');
  const code = chinese ? 'en' : 'zh';
  const run = () => phone.attempt(() => api.changeUser(phone.user.id, { language_code: code }));
  return { text: t(chinese ? 'inEnglish' : 'inChinese'), symbol: 'globe', run };
}

function blocking(phone) {
  const { user, chat } = phone;
  if (chat.state.blocked) {
    return { text: t('unblock'), symbol: 'bot', run: () => phone.attempt(() => api.unblock(user.id, chat.who)) };
  }
  const run = async () => {
    const agreed = await confirmBox(t('blockAsk'), 'block', phone.node);
    if (agreed) await phone.attempt(() => api.block(user.id, chat.who));
  };
  return { text: t('block'), symbol: 'block', danger: true, run };
}

/** Asks for a link and opens it on this phone, as if its code had been scanned. */
export function scan(phone) {
  const input = h('input', { type: 'text', inputmode: 'url', placeholder: 't.me/…?start=…', autocomplete: 'off' });
  const trouble = problem();
  const submit = () => {
    if (phone.hands.openLink(input.value)) return true;
    trouble.textContent = t('notALink');
    return null;
  };
  return dialog({
    title: t('openLink'), body: [h('p', {}, t('openLinkHelp')), field(t('linkField'), input), trouble],
    confirm: 'open', submit, over: phone.node,
  });
}
