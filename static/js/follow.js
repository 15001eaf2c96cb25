// On a desk the table of contents stands open, marks the heading under which the reader is, and keeps it in view.

const contents = document.querySelector('.contents');
const links = new Map();
for (const link of contents?.querySelectorAll('ol a') ?? []) {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (heading) links.set(heading, link);
}
const headings = [...links.keys()];
const passed = new Set();
let current;

// The heading that is the last to have passed the upper third of the window.
function follow(entries) {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) passed.add(target);
    else passed.delete(target);
  }
  const link = links.get(headings.findLast((heading) => passed.has(heading)));
  if (link === current) return;
  current?.removeAttribute('aria-current');
  link?.setAttribute('aria-current', 'location');
  current = link;
  // Whoever goes through it by keyboard would lose the entry that has the focus.
  if (link && contents.scrollHeight > contents.clientHeight && !contents.matches(':focus-within')) {
    const offset = link.getBoundingClientRect().top - contents.getBoundingClientRect().top;
    contents.scrollBy({ top: offset - contents.clientHeight / 2, behavior: 'instant' });
  }
}

// Told whenever a heading crosses that line, also by a leap: all that is above counts as seen.
const observer = new IntersectionObserver(follow, { rootMargin: '1000000px 0px -66% 0px' });
for (const heading of headings) observer.observe(heading);

// The styles show it open there: it must say so too, and there is nothing left to open with a key.
// Where nothing is folded it stands open anyhow, and beside larger letters there is no room for it.
const { view, size } = document.documentElement.dataset;
const desk = matchMedia(view || size ? 'not all' : '(min-width: 76rem)');
function stand() {
  for (const details of contents?.querySelectorAll('details') ?? []) {
    details.open = desk.matches;
    details.firstElementChild.tabIndex = desk.matches ? -1 : 0;
  }
}
desk.addEventListener('change', stand);
if (desk.matches) stand();

// Of the bar, what is reached by key is shown whole: browsers leave alone what they see a part of.
document.querySelector('.section-bar')?.addEventListener('focusin', ({ target }) => {
  target.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
});
