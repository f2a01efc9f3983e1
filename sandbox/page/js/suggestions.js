/**
 * The list of commands above the composer: all of them from its button, or those that begin with what is
 * typed after "/". The text field keeps the focus; the list is pointed to by `aria-activedescendant`.
 */
import { h } from './dom.js';
import { t } from './language.js';

let numbered = 0;

export class Suggestions {
  /** `choose` gets the command with its slash. */
  constructor(field, choose) {
    this.field = field;
    this.choose = choose;
    this.found = [];
    this.at = 0;
    const id = `commands-${numbered += 1}`;
    this.node = h('div', { class: 'suggestions', role: 'listbox', id, label: 'commands', hidden: true });
    field.setAttribute('aria-autocomplete', 'list');
    field.setAttribute('aria-haspopup', 'listbox');
    field.setAttribute('aria-controls', this.node.id);
    this.node.addEventListener('pointerdown', (event) => event.preventDefault());
    this.hide();
  }

  get open() {
    return !this.node.hidden;
  }

  hide() {
    this.node.hidden = true;
    this.field.removeAttribute('aria-activedescendant');
  }

  /** Shows what fits the typed text; anything but a lone "/word" shows nothing. */
  filter(commands, typed) {
    const word = /^\/(\w*)$/.exec(typed)?.[1];
    const fits = ({ command }) => word !== undefined && command.startsWith(word.toLowerCase());
    const found = commands.filter(fits);
    if (found.length) this.show(found);
    else this.hide();
  }

  show(found) {
    this.found = found;
    const options = found.map(({ command, description }, index) => h('div', {
      role: 'option', id: `${this.node.id}-${index}`, class: 'option', on: { click: () => this.pick(index) },
    }, h('strong', {}, `/${command}`), h('span', {}, description)));
    const nothing = h('div', { role: 'option', 'aria-disabled': 'true' }, t('noCommands'));
    this.node.replaceChildren(...(options.length ? options : [nothing]));
    this.node.hidden = false;
    if (options.length) this.point(0);
  }

  point(index) {
    this.at = (index + this.found.length) % this.found.length;
    [...this.node.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === this.at)));
    this.node.children[this.at].scrollIntoView({ block: 'nearest' });
    this.field.setAttribute('aria-activedescendant', this.node.children[this.at].id);
  }

  pick(index) {
    this.hide();
    this.choose(`/${this.found[index].command}`);
  }

  /** Takes a key if the list is open and the key means something to it. */
  takes({ key }) {
    if (!this.open) return false;
    if (key === 'Escape') this.hide();
    else if (!this.found.length) return false;
    else if (key === 'ArrowDown') this.point(this.at + 1);
    else if (key === 'ArrowUp') this.point(this.at - 1);
    else if (key === 'Enter' || key === 'Tab') this.pick(this.at);
    else return false;
    return true;
  }
}
