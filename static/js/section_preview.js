// Below the text of a section stands how residents will see it: half a second after the last key, or when the button is pressed.
// Without this module the button opens it in a window of its own.

const WAIT_MS = 500;
const OUT_OF_REACH = '现在不能预览：网站没有答复。填写的内容还在这一页，不受影响。';
const SIGNED_OUT = '登录已经过期，不能预览。填写的内容还在这一页：按“保存，接着修改”，重新登录以后会回来。';
const REFUSED = '现在不能预览。填写的内容还在这一页，不受影响。';

class SectionPreview {
  constructor(button) {
    this.button = button;
    this.form = button.form;
    this.body = this.form.elements[`${button.dataset.preview}-body`];
    this.asked = 0;
    this.isOn = false;
    this.status = document.createElement('p');
    this.status.setAttribute('role', 'status'); // polite; it says that there is something new, not all of it
    this.status.className = 'glance__status';
    this.place = document.createElement('div');
    button.after(this.status, this.place);
    button.addEventListener('click', (event) => this.toggle(event));
    this.body.addEventListener('input', () => this.soon());
  }

  toggle(event) {
    event.preventDefault();
    this.isOn = !this.isOn;
    this.button.textContent = this.isOn ? '不看预览' : '预览本栏';
    this.button.setAttribute('aria-expanded', String(this.isOn));
    if (this.isOn) this.ask();
    else this.clear();
  }

  clear() {
    this.asked += 1; // an answer that is on its way is not for this any more
    clearTimeout(this.timer);
    this.place.textContent = '';
    this.status.textContent = '';
  }

  soon() {
    if (!this.isOn) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  sent() {
    const {elements} = this.form;
    const fields = [
      ['csrfmiddlewaretoken', elements.csrfmiddlewaretoken.value],
      ['section', this.button.value],
      ['district', elements.district ? elements.district.value : ''],
      [this.body.name, this.body.value],
    ];
    return new URLSearchParams(fields);
  }

  async ask() {
    const mine = this.asked += 1;
    const [said, shown] = await this.answer();
    if (mine !== this.asked) return;
    if (shown) {
      this.place.textContent = '';
      this.place.append(shown);
    }
    this.status.textContent = said;
  }

  // What to say, and what to show; nothing to show where it cannot be had.
  async answer() {
    try {
      const response = await fetch(this.button.formAction, {method: 'POST', body: this.sent(), redirect: 'manual'});
      // 403: who has signed in again in another window has an old token here.
      if (response.type === 'opaqueredirect' || response.status === 403) return [SIGNED_OUT];
      if (!response.ok) return [REFUSED];
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const shown = page.querySelector('[data-shown]');
      return shown ? ['预览已更新。', document.adoptNode(shown)] : [REFUSED];
    } catch {
      return [OUT_OF_REACH];
    }
  }
}

for (const button of document.querySelectorAll('[data-preview]')) new SectionPreview(button);
