// Asks the server what the words in a search box could become, and hands the links to the box: event `suggestions`
// with {label, url} of each, or null where nothing was asked or answered. `combobox.js` shows them.

const WAIT_MS = 120; // a pause in typing, so that not every key asks

class Suggesting {
  constructor(input) {
    this.input = input;
    // Pinyin that is still being composed is not a word yet.
    input.addEventListener('input', (event) => event.isComposing || this.soon());
    input.addEventListener('compositionend', () => this.soon());
    input.addEventListener('suggestions-wanted', () => this.ask());
    input.addEventListener('suggestions-unwanted', () => this.stop());
  }

  soon() {
    this.stop();
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  stop() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  async ask() {
    this.stop();
    const typed = this.input.value.trim();
    if (!typed) return this.tell(null);
    this.asking = new AbortController();
    try {
      const answer = await fetch(this.address(typed), {signal: this.asking.signal});
      this.tell(answer.ok ? this.links(await answer.text()) : null);
    } catch (error) {
      // What the next key aborted has nothing to tell; without a network the form still works.
      if (error.name !== 'AbortError') this.tell(null);
    }
  }

  // The address may carry how the page is shown.
  address(typed) {
    const url = new URL(this.input.dataset.suggest, location.href);
    url.searchParams.set('q', typed);
    return url;
  }

  links(html) {
    const page = new DOMParser().parseFromString(html, 'text/html');
    return [...page.querySelectorAll('[data-suggestions] a')].map((link) => ({
      label: link.textContent.trim().replace(/\s+/g, ' '),
      url: link.getAttribute('href'),
    }));
  }

  tell(links) {
    this.input.dispatchEvent(new CustomEvent('suggestions', {detail: links}));
  }
}

const attach = () => document.querySelectorAll('input[data-suggest]').forEach((input) => new Suggesting(input));
attach();
document.addEventListener('swapped', attach);
