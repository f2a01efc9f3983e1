/** Dialogs: the browser's own, which keeps the focus inside, closes on Escape and gives the focus back. */
import { h } from './dom.js';
import { icon } from './icons.js';
import { t } from './language.js';

let numbered = 0;

/**
 * Shows a dialog and resolves, once it is closed, to what was chosen (null when dismissed).
 * `submit`, if given, is asked on confirming: what it returns is the result, null keeps the dialog open.
 */
export function dialog({
  title, body, confirm = null, cancel = 'cancel', submit = () => true, className = '', over = null,
}) {
  return new Promise((resolve) => {
    let result = null;
    const id = `dialog-${numbered += 1}`;
    const actions = h('div', { class: 'actions' },
      cancel && h('button', { class: 'quiet', on: { click: () => node.close() } }, t(cancel)),
      confirm && h('button', { class: 'main', type: 'submit' }, t(confirm)));
    const form = h('form', { method: 'dialog', novalidate: true }, h('h2', { id }, title), ...body, actions);
    const node = h('dialog', { class: className, 'aria-labelledby': id }, form);
    node.finish = (value) => { result = value; node.close(); };
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const value = await submit();
      if (value !== null) node.finish(value);
    });
    node.addEventListener('click', ({ target }) => { if (target === node) node.close(); });
    node.addEventListener('close', () => { node.remove(); resolve(result); });
    document.body.append(node);
    node.showModal();
    if (over) place(node, over);
  });
}

/** Puts a dialog over the phone it belongs to, so that one sees whose it is. */
function place(node, phone) {
  const { left, width } = phone.getBoundingClientRect();
  if (innerWidth < 700 || left < 0 || left + width > innerWidth) return;
  node.style.maxWidth = `${width - 24}px`;
  node.style.marginLeft = `${left + (width - Math.min(node.offsetWidth, width - 24)) / 2}px`;
}

export function alertBox(title, text, over) {
  const words = h('p', { class: 'words' }, text);
  return dialog({ title, body: [words], confirm: 'ok', cancel: null, className: 'alert', over });
}

export function confirmBox(text, confirm, over) {
  return dialog({ title: text, body: [], confirm, className: 'alert', over });
}

export function field(labelText, control) {
  return h('label', { class: 'field' }, h('span', {}, labelText), control);
}

/** A line for what is wrong with the input above it; spoken when it changes. */
export function problem() {
  return h('p', { class: 'problem', role: 'alert' });
}

export function lightbox(source, alt) {
  const node = h('dialog', { class: 'lightbox', 'aria-label': alt });
  const end = h('button', { class: 'round', label: 'close', on: { click: () => node.close() } }, icon('close'));
  node.append(h('img', { src: source, alt }), end);
  node.addEventListener('click', () => node.close());
  node.addEventListener('close', () => node.remove());
  document.body.append(node);
  node.showModal();
}
