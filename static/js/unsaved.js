// What is typed into a form of the desk stays in this browser until it is saved, for a day at most, and is offered when the
// same person opens the same page again. Nothing is kept of a form with a password, and nothing after signing out.

const PREFIX = 'desk-unsaved';
const SENT = 'desk-sent'; // in this window: the key of what was sent last
const KEPT_MS = 24 * 60 * 60 * 1000;
const MOST_ENTRIES = 10;
const MOST_CHARS = 1000000; // of some five million that a browser gives to all of the portal
const WAIT_MS = 1000; // a pause in typing
const OF_THE_PAGE = ['csrfmiddlewaretoken', 'typist'];

const person = document.querySelector('meta[name=desk-person]')?.content;

// [key, {savedAt, typed}] of this person, the newest first; of one page if it is given. What is too old goes, whosever it is.
function entries(path) {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX} `));
  const all = keys.map((key) => [key, JSON.parse(localStorage.getItem(key))]);
  const isOld = ([, {savedAt}]) => Date.now() - savedAt > KEPT_MS;
  all.filter(isOld).forEach(([key]) => localStorage.removeItem(key));
  const begin = path ? `${PREFIX} ${person} ${path} ` : `${PREFIX} ${person} `;
  const mine = all.filter((entry) => entry[0].startsWith(begin) && !isOld(entry));
  return mine.sort(([, one], [, other]) => other.savedAt - one.savedAt);
}

function keep(key, typed) {
  const text = JSON.stringify({savedAt: Date.now(), typed});
  if (text.length > MOST_CHARS) return;
  const others = entries().filter(([name]) => name !== key);
  others.slice(MOST_ENTRIES - 1).forEach(([name]) => localStorage.removeItem(name));
  try {
    localStorage.setItem(key, text);
  } catch {
    // There is no room: the form is what it is without this.
  }
}

class UnsavedForm {
  constructor(form) {
    this.form = form;
    this.key = `${PREFIX} ${person} ${location.pathname} ${Date.now()}`;
    // Of a page that came back unsaved everything is new.
    this.saved = form.querySelector('[data-unsaved]') ? '' : JSON.stringify(this.typed());
    form.addEventListener('input', () => this.soon());
    form.addEventListener('change', () => this.soon());
    // A browser of 2020 does not tell with the submission which button was pressed.
    form.addEventListener('click', (event) => { this.pressed = event.target; });
    form.addEventListener('submit', () => this.sent());
    addEventListener('pagehide', () => this.keep());
    this.offer();
    this.keep();
  }

  typed() {
    const fields = [...new FormData(this.form)];
    return fields.filter(([name, value]) => typeof value === 'string' && !OF_THE_PAGE.includes(name));
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), WAIT_MS);
  }

  keep() {
    const typed = this.typed();
    if (JSON.stringify(typed) === this.saved) localStorage.removeItem(this.key);
    else keep(this.key, typed);
  }

  sent() {
    this.keep();
    if (this.pressed?.formTarget) return; // nothing is saved by it
    sessionStorage.setItem(SENT, this.key);
  }

  offer() {
    const [found] = this.saved ? entries(location.pathname) : [];
    if (!found) return;
    const [key, {savedAt, typed}] = found;
    const box = document.createElement('p');
    const words = {timeZone: 'Asia/Shanghai', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit'};
    box.className = 'unsaved';
    box.setAttribute('role', 'status');
    box.append(
      `这一页有${new Date(savedAt).toLocaleString('zh-CN', words)}填写、没有保存的内容。 `,
      button('恢复上次没有保存的内容', () => this.restore(key, typed)),
      ' ',
      button('不要了', () => { localStorage.removeItem(key); box.remove(); }),
    );
    this.form.before(box);
  }

  // The server fills the page, as it does after a conflict; it asks for nothing but what stands in the form.
  restore(key, typed) {
    const own = OF_THE_PAGE.map((name) => [name, this.form.elements[name].value]);
    const fields = [...own, ...typed, ['_restore', '1']].map(([name, value]) => {
      const field = document.createElement('textarea');
      return Object.assign(field, {name, value});
    });
    const sending = document.createElement('form');
    Object.assign(sending, {method: 'post', action: this.form.action, enctype: this.form.enctype, hidden: true});
    sending.append(...fields);
    document.body.append(sending);
    sessionStorage.setItem(SENT, key);
    sending.submit();
  }
}

function button(words, act) {
  const made = document.createElement('button');
  Object.assign(made, {type: 'button', className: 'button', textContent: words});
  made.addEventListener('click', act);
  return made;
}

// What was sent is done with when a page says that it was saved, or has all of it.
function settle() {
  const key = sessionStorage.getItem(SENT);
  if (!key || !document.querySelector('.messagelist .success, [data-unsaved]')) return;
  localStorage.removeItem(key);
  sessionStorage.removeItem(SENT);
}

function begin() {
  settle();
  const form = document.querySelector('.change-form #content-main > form');
  const isToBeSaved = form?.elements.typist && form.querySelector('.submit-row [type=submit]');
  if (isToBeSaved && !form.querySelector('[type=password]')) new UnsavedForm(form);
  document.querySelector('#logout-form')?.addEventListener('submit', () => {
    // Behind the last look at the form.
    addEventListener('pagehide', () => entries().forEach(([key]) => localStorage.removeItem(key)));
  });
}

try {
  if (person) begin();
} catch {
  // This browser keeps nothing.
}
