// Upgrades every search box that names its suggestions to a combobox (WAI-ARIA APG, list autocomplete with
// manual selection). Without this file the box is a plain field of a form that works.

const WAIT_MS = 120; // a pause in typing, so that not every key asks

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
    // Pinyin that is still being composed is not a word yet.
    input.addEventListener('input', (event) => event.isComposing || this.soon());
    input.addEventListener('compositionend', () => this.soon());
    input.addEventListener('keydown', (event) => this.key(event));
    input.addEventListener('blur', () => this.close());
    // Before the field loses the focus, or the list would be gone by the time of the click.
    this.list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => this.go(event.target.closest('[role=option]')));
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    const typed = this.input.value.trim();
    this.asking?.abort();
    if (!typed) return this.close();
    this.asking = new AbortController();
    try {
      const answer = await fetch(`${this.input.dataset.suggest}?q=${encodeURIComponent(typed)}`, {signal: this.asking.signal});
      if (!answer.ok) return this.close();
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      this.show([...page.querySelectorAll('[data-suggestions] a')]);
    } catch {
      this.close(); // aborted by the next key, or no network: the form still works
    }
  }

  show(links) {
    if (document.activeElement !== this.input) return;
    this.list.replaceChildren(...links.map((link, place) => this.option(link, place)));
    this.select(null);
    this.open(links.length > 0);
    this.status.textContent = links.length ? `有 ${links.length} 条建议，按上下键选择。` : '没有建议。';
  }

  option(link, place) {
    const option = Object.assign(document.createElement('li'), {id: `${this.list.id}-${place}`, className: 'combobox__option'});
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    option.dataset.url = link.getAttribute('href');
    option.textContent = link.textContent.trim().replace(/\s+/g, ' ');
    return option;
  }

  key(event) {
    if (event.isComposing) return;
    const options = [...this.list.children];
    const open = !this.list.hidden;
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step && open) {
      event.preventDefault();
      // One place before the first option and after the last is the field itself.
      const place = (options.indexOf(this.selected) + 1 + step + options.length + 1) % (options.length + 1);
      this.select(options[place - 1] ?? null);
    } else if (event.key === 'ArrowDown') {
      this.ask();
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
    option?.scrollIntoView({block: 'nearest'});
    this.input.setAttribute('aria-activedescendant', option?.id ?? '');
  }

  open(wanted) {
    this.list.hidden = !wanted;
    this.input.setAttribute('aria-expanded', String(wanted));
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.select(null);
    this.open(false);
    this.status.textContent = '';
  }

  go(option) {
    if (option) location.assign(option.dataset.url);
  }
}

document.querySelectorAll('input[data-suggest]').forEach((input) => new Combobox(input));
