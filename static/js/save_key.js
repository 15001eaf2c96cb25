// Ctrl+S, or ⌘S, saves a form of the desk and goes on with it; the browser would save the page as a file.

const button = document.querySelector('.change-form .submit-row [name=_continue]');
const told = document.querySelector('.submit-row__told');

function isSaving(event) {
  return (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 's';
}

if (button) {
  told?.append(' 按 Ctrl+S（苹果电脑按 ⌘S）就是“保存，接着修改”。');
  document.addEventListener('keydown', (event) => {
    if (!isSaving(event)) return;
    event.preventDefault();
    if (!event.repeat) button.click();
  });
}
