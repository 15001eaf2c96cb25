// On a desk the table of contents stands open, marks the heading under which the reader is, and keeps it in view.

const REST_MS = 150; // of no scrolling, and the page has arrived

const contents = document.querySelector('.contents');
const links = new Map();
for (const link of contents?.querySelectorAll('ol a') ?? []) {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (heading) links.set(heading, link);
}
const headings = [...links.keys()];
const passed = new Set();
let current, resting;

// An older Chromium gives up its soft way to a place of the page when something else is scrolled meanwhile.
function afterScrolling() {
  clearTimeout(resting);
  resting = setTimeout(keepInView, REST_MS);
}

function keepInView() {
  resting = null;
  // Whoever goes through it by keyboard would lose the entry that has the focus.
  if (!current || contents.scrollHeight <= contents.clientHeight || contents.matches(':focus-within')) return;
  const offset = current.getBoundingClientRect().top - contents.getBoundingClientRect().top;
  contents.scrollTop += offset - contents.clientHeight / 2;
}

// The heading that is the last to have passed the upper third of the window.
function follow(entries) {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) passed.add(target);
    else passed.delete(target);
  }
  const [last] = headings.filter((heading) => passed.has(heading)).slice(-1);
  const link = links.get(last);
  if (link === current) return;
  current?.removeAttribute('aria-current');
  link?.setAttribute('aria-current', 'location');
  current = link;
  afterScrolling();
}

// Told whenever a heading crosses that line, also by a leap: all that is above counts as seen.
const observer = new IntersectionObserver(follow, { rootMargin: '1000000px 0px -66% 0px' });
for (const heading of headings) observer.observe(heading);
addEventListener('scroll', () => resting && afterScrolling());

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
desk.addListener(stand); // its newer name is unknown to Safari before 14
if (desk.matches) stand();

// Of the bar, what is reached by key is shown whole: browsers leave alone what they see a part of.
document.querySelector('.section-bar')?.addEventListener('focusin', ({ target }) => {
  const bar = target.closest('ul');
  const [link, seen] = [target, bar].map((element) => element.getBoundingClientRect());
  bar.scrollLeft += Math.max(link.right - seen.right, 0) + Math.min(link.left - seen.left, 0);
});
