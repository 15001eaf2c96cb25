// What a form says follows the address. A browser that kept a page for the way back shows it as it was left, with boxes
// ticked that the list below knows nothing of; without this file only such a page does.

addEventListener('pageshow', (event) => {
  if (event.persisted) document.querySelectorAll('form').forEach((form) => form.reset());
});
