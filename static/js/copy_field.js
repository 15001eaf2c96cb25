// Beside a field that is only to be read, a button copies what stands in it. Without this module it is selected and copied by hand.

const SAID_MS = 4000;

class CopyField {
  constructor(field) {
    this.field = field;
    this.button = document.createElement('button');
    Object.assign(this.button, {type: 'button', className: 'button', textContent: '复制'});
    this.status = document.createElement('span');
    this.status.setAttribute('role', 'status');
    this.button.addEventListener('click', () => this.copy());
    field.addEventListener('focus', () => field.select());
    field.after(' ', this.button, ' ', this.status);
  }

  async copy() {
    let said = '已复制';
    try {
      await navigator.clipboard.writeText(this.field.value);
    } catch {
      // Not allowed, or not over HTTPS.
      this.field.select();
      said = document.execCommand('copy') ? '已复制' : '没能复制，请按 Ctrl+C';
    }
    this.status.textContent = said;
    setTimeout(() => { this.status.textContent = ''; }, SAID_MS);
  }
}

for (const field of document.querySelectorAll('[data-copy]')) new CopyField(field);
