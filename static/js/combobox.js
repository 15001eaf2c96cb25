// Upgrades every search box that names its suggestions to a combobox (WAI-ARIA APG, list autocomplete with
// manual selection); `suggest.js` brings them. Without this file the box is a plain field of a form that works.

let boxes = 0;

class Combobox {
  constructor(input) {
    this.input = input;
    this.list = Object.assign(document.createElement('ul'), {id: `suggestions-${++boxes}`, className: 'combobox__list', hidden: true});
    this.status = Object.assign(document.createElement('p'), {className: 'visually-hidden'});
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', '搜索建议');
    this.status.setAttribute('role', 'status');
    const row = input.parentElement;
    row.classList.add('combobox');
    row.append(this.list, this.status);
    for (const [name, value] of Object.entries({role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': this.list.id})) {
      input.setAttribute(name, value);
    }
    input.addEventListener('suggestions', (event) => (event.detail ? this.show(event.detail) : this.close()));
    // Who types on means the words, and no longer what was selected before.
    input.addEventListener('input', () => this.select(null));
    input.addEventListener('keydown', (event) => this.key(event));
    input.addEventListener('blur', () => this.close());
    // Before the field loses the focus, or the list would be gone by the time of the click.
    this.list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => this.go(event.target.closest('[role=option]')));
  }

  show(links) {
    if (document.activeElement !== this.input) return;
    this.list.textContent = '';
    this.list.append(...links.map((link, index) => this.option(link, index)));
    this.select(null);
    this.open(links.length > 0);
    this.status.textContent = links.length ? `有 ${links.length} 条建议，按上下键选择。` : '没有建议。';
  }

  option({label, url}, index) {
    const option = Object.assign(document.createElement('li'), {id: `${this.list.id}-${index}`, className: 'combobox__option'});
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    option.dataset.url = url;
    option.textContent = label;
    return option;
  }

  key(event) {
    if (event.isComposing) return;
    const options = [...this.list.children];
    const open = !this.list.hidden;
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step && open) {
      event.preventDefault();
      // One step before the first option and after the last is the field itself.
      const index = (options.indexOf(this.selected) + 1 + step + options.length + 1) % (options.length + 1);
      this.select(options[index - 1] ?? null);
    } else if (event.key === 'ArrowDown') {
      this.input.dispatchEvent(new Event('suggestions-wanted'));
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      this.close();
    } else if (event.key === 'Enter' && open && this.selected) {
      event.preventDefault();
      this.go(this.selected);
    }
  }

  select(option) {
    this.selected?.setAttribute('aria-selected', 'false');
    this.selected = option;
    option?.setAttribute('aria-selected', 'true');
    // Safari before 14 takes options for `true`, which leads to the top of the window, and has a way of its own.
    if (option && 'scrollBehavior' in option.style) option.scrollIntoView({block: 'nearest'});
    else option?.scrollIntoViewIfNeeded(false);
    this.input.setAttribute('aria-activedescendant', option?.id ?? '');
  }

  open(wanted) {
    this.list.hidden = !wanted;
    this.input.setAttribute('aria-expanded', String(wanted));
  }

  close() {
    this.input.dispatchEvent(new Event('suggestions-unwanted'));
    this.select(null);
    this.open(false);
    this.status.textContent = '';
  }

  go(option) {
    if (option) location.assign(option.dataset.url);
  }
}

const attach = () => document.querySelectorAll('input[data-suggest]:not([role])').forEach((input) => new Combobox(input));
attach();
document.addEventListener('swapped', attach);
