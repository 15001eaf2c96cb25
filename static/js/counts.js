// Below a field of the desk stands how many characters are in it and may be; while somebody types, those that are there now.

document.addEventListener('input', ({target}) => {
  const count = target.parentElement.querySelector(':scope > .count');
  if (!count) return;
  const length = [...target.value].length;
  const limit = Number(count.dataset.limit);
  count.textContent = limit ? `${length} / ${limit} 字` : `${length} 字`;
  count.classList.toggle('count--over', limit > 0 && length > limit);
});
