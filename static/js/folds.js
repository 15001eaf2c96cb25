// The folds of a form of the desk say while somebody types what the server says of them; those that were opened in this window
// stay open after a save; what a link leads to is opened; and paper has them all.

const OPENED = `desk-folds ${location.pathname}`;

// In characters, as the server stores it: without blank lines at both ends.
function lengthOf(text) {
  const lines = text.split('\n');
  while (lines.length && !lines[0].trim()) lines.shift();
  while (lines.length && !lines[lines.length - 1].trim()) lines.pop();
  return [...lines.join('\n')].length;
}

class Fold {
  constructor(details) {
    this.details = details;
    this.filled = details.querySelector('.fold__filled');
    this.unsaved = details.querySelector('.fold__unsaved');
    this.body = details.querySelector('textarea');
    this.state = details.querySelector('select');
    // Of a page that came back unsaved the server knows more than this page did at first.
    this.isUnsaved = !this.unsaved.hidden;
    this.saved = this.typed();
    if (this.body) details.addEventListener('input', () => this.tell());
  }

  typed() {
    return this.body && `${this.state.value} ${this.body.value}`;
  }

  tell() {
    const count = lengthOf(this.body.value);
    this.filled.textContent = count ? `已填 ${count} 字` : this.state.selectedOptions[0].text;
    this.unsaved.hidden = !this.isUnsaved && this.typed() === this.saved;
  }
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(OPENED)) || [];
  } catch {
    return [];
  }
}

function keep() {
  const open = [...document.querySelectorAll('.fold')].filter((fold) => fold.open).map((fold) => fold.id);
  try {
    sessionStorage.setItem(OPENED, JSON.stringify(open));
  } catch {
    // This browser keeps nothing: the folds open as the server says.
  }
}

// The field that a link leads to, with all folds around it open.
function reveal(id) {
  const target = document.getElementById(id);
  let fold = target?.closest('details');
  if (!fold) return;
  for (; fold; fold = fold.parentElement.closest('details')) fold.open = true;
  target.scrollIntoView();
  if (target.matches('input, select, textarea')) target.focus();
}

function revealHash() {
  reveal(decodeURIComponent(location.hash.slice(1)));
}

function begin(folds) {
  const opened = read();
  for (const details of folds) {
    if (opened.includes(details.id)) details.open = true;
    details.addEventListener('toggle', keep);
    new Fold(details);
  }
  addEventListener('hashchange', revealHash);
  // A link to where the address leads already changes no address.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) reveal(link.getAttribute('href').slice(1));
  });
  let closed = [];
  addEventListener('beforeprint', () => {
    closed = folds.filter((fold) => !fold.open);
    closed.forEach((fold) => { fold.open = true; });
  });
  addEventListener('afterprint', () => closed.forEach((fold) => { fold.open = false; }));
  revealHash();
}

const folds = [...document.querySelectorAll('.change-form .fold')];
if (folds.length) begin(folds);
