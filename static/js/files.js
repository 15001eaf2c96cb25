// A browser says in its own language that files can be chosen, and which were: here it is said in Chinese.
// Without this module the browser's own control stays.

function dress(input) {
  const button = document.createElement('label');
  const chosen = document.createElement('output');
  button.className = 'button files__button';
  button.htmlFor = input.id;
  button.textContent = '选择文件';
  const tell = () => {
    const names = Array.from(input.files, (file) => file.name);
    chosen.textContent = names.length ? `已选 ${names.length} 个：${names.join('、')}` : '还没有选择文件。';
  };
  input.classList.add('files__input');
  // Behind it, so that a style for its focus reaches the button.
  input.after(button, ' ', chosen);
  input.addEventListener('change', tell);
  addEventListener('pageshow', tell); // after Back the browser may still have them
  tell();
}

document.querySelectorAll('input[type=file]').forEach(dress);
