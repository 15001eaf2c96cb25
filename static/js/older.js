// What newer browsers do by the stylesheets alone. Without this file an older one shows the filters folded, and no box that asks
// for the links of all paragraphs.

const knows = (selector) => CSS.supports(`selector(${selector})`);

// On a desk the filters stand open beside the results.
function unfold() {
  const filters = document.querySelector('.filters');
  if (filters && matchMedia('(min-width: 60rem)').matches) filters.open = true;
}

function followBox(box) {
  const policy = box.closest('.policy');
  const mark = () => policy.classList.toggle('policy--selves', box.checked);
  box.addEventListener('change', mark);
  box.closest('.self-switch').classList.add('self-switch--works');
  mark();
}

if (!knows('::details-content')) {
  document.addEventListener('swapped', unfold);
  unfold();
}
if (!knows(':has(a)')) document.querySelectorAll('.self-option').forEach(followBox);
