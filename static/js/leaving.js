// Whoever leaves a form of the desk that was changed is asked, in the words of the browser; not whoever sends it.
// The second click of a double click sends nothing.

const DOUBLE_CLICK_MS = 2000; // later it is sent: loading may have been stopped

class Leaving {
  constructor(form) {
    this.form = form;
    // Of a page that came back unsaved everything is new.
    this.saved = form.querySelector('[data-unsaved]') ? '' : this.typed();
    // A browser of 2020 does not tell with the submission which button was pressed.
    form.addEventListener('click', (event) => { this.pressed = event.target; });
    form.addEventListener('submit', (event) => this.send(event));
    addEventListener('pageshow', () => { this.isSent = false; }); // again, after Back
    addEventListener('beforeunload', (event) => this.ask(event));
  }

  typed() {
    return JSON.stringify([...new FormData(this.form)]);
  }

  send(event) {
    if (this.pressed?.formTarget) return; // it opens a window of its own, and this page stays
    const now = Date.now();
    if (this.isSent && now - this.sentAt < DOUBLE_CLICK_MS) {
      event.preventDefault();
      return;
    }
    this.isSent = true;
    this.sentAt = now;
  }

  ask(event) {
    if (this.isSent || this.typed() === this.saved) return;
    event.preventDefault();
    event.returnValue = '';
  }
}

const form = document.querySelector('.change-form #content-main > form');
if (form?.querySelector('.submit-row [type=submit]')) new Leaving(form);
