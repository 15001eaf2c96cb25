// Beside a link to itself, a heading or paragraph offers its address and its citation for copying.
// Without this module, or where the browser allows no copying, the link is a link.

const SAID_MS = 4000;

class Copying {
  constructor(article) {
    this.article = article;
    this.status = document.createElement('p');
    this.status.className = 'visually-hidden';
    this.status.setAttribute('role', 'status');
    article.append(this.status);
    this.bar = document.createElement('span');
    this.bar.className = 'copy';
    this.bar.setAttribute('role', 'group');
    this.bar.append(this.button('复制链接', () => this.address()), this.button('复制引用', () => this.citation()));
    article.addEventListener('click', (event) => this.offer(event.target.closest('.self')));
    article.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.bar.isConnected) this.close();
    });
  }

  button(label, text) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy__button';
    button.textContent = label;
    button.addEventListener('click', () => this.copy(button, label, text()));
    return button;
  }

  // The link still leads to its place, which takes the focus away; after that the first button gets it.
  offer(link) {
    if (!link) return;
    this.link = link;
    this.bar.setAttribute('aria-label', `复制${link.getAttribute('aria-label')}`);
    link.after(this.bar);
    setTimeout(() => this.bar.firstChild.focus({ preventScroll: true }));
  }

  close() {
    this.bar.remove();
    this.link.focus();
  }

  // Whoever gets it sees the page as he is used to.
  address() {
    const url = new URL(this.link.getAttribute('href'), location.href);
    for (const name of ['view', 'size', 'contrast']) url.searchParams.delete(name);
    return url.href;
  }

  citation() {
    const section = this.link.closest('.section');
    const label = section.id === 'original' ? '' : section.querySelector('.section__heading').textContent;
    return [this.article.dataset.citation, label, this.link.getAttribute('aria-label')].filter(Boolean).join(' ');
  }

  async copy(button, label, text) {
    let said = '已复制';
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      said = '没能复制';
    }
    this.status.textContent = `${said}：${text}`;
    button.textContent = said;
    setTimeout(() => { button.textContent = label; }, SAID_MS);
  }
}

const article = document.querySelector('[data-citation]');
if (article && navigator.clipboard) new Copying(article);
