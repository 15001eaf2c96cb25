// Who prints a page of the list gets the whole list: that of the link 打印这份清单 takes the place of this page's rows.
// Without this module, or where it does not come, the rows of this page are printed, and say that there are more.

function fetchWhole() {
  const link = document.querySelector('[data-whole]');
  const paper = document.getElementById('paper');
  if (!link || !paper) return;
  const request = new XMLHttpRequest();
  request.open('GET', link.href, false); // the browser prints what is there when this function ends
  try {
    request.send();
  } catch {
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText, 'text/html');
  const whole = request.status === 200 && page.getElementById('paper');
  if (!whole) return;
  paper.innerHTML = whole.innerHTML;
  link.removeAttribute('data-whole');
}

addEventListener('beforeprint', fetchWhole);
