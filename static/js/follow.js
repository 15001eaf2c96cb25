// On a desk the table of contents marks the heading under which the reader is, and keeps it in view.

const contents = document.querySelector('.contents');
const links = new Map();
for (const link of contents?.querySelectorAll('ol a') ?? []) {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (heading) links.set(heading, link);
}
const headings = [...links.keys()];
let current = null;

// The last heading that has passed the upper third of the window.
function follow() {
  const line = innerHeight / 3;
  const passed = headings.filter((heading) => heading.getBoundingClientRect().top < line);
  const link = links.get(passed.at(-1)) ?? null;
  if (link === current) return;
  current?.removeAttribute('aria-current');
  link?.setAttribute('aria-current', 'location');
  current = link;
  if (link && contents.scrollHeight > contents.clientHeight) {
    const middle = link.offsetTop - contents.offsetTop - contents.clientHeight / 2;
    contents.scrollTo({ top: middle, behavior: 'instant' });
  }
}

// Told whenever a heading crosses that line.
const observer = new IntersectionObserver(follow, { rootMargin: '0px 0px -66% 0px' });
for (const heading of headings) observer.observe(heading);
