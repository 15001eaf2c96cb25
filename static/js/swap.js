// Another state of the list takes the place of this one without a new page: the address to which a link or the form
// leads is asked for as ever, and what it holds is shown. The Navigation API keeps addresses, history and scrolling.
// A browser without it, and whatever is unusual (an error, a redirect, another look), gets a page as before.

const SLOW_MS = 8000; // then the browser asks itself, and shows that it does
const KEPT = 10; // earlier states, as they were left
const HEAD = 'title, meta[name=description], link[rel=canonical]'; // a phone shares the canonical address
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const status = Object.assign(document.createElement('p'), { className: 'visually-hidden' });
const kept = new Map();
let shown, asking = null;

const withoutPlace = (address) => address.split('#')[0];
const headOf = (page) => [...page.head.querySelectorAll(HEAD)];
const statuses = (page) => [...page.querySelectorAll('main [role=status]')];
const words = (elements) => elements.map((element) => element.textContent.replace(/\s+/g, ' ').trim()).join(' ');

// The mode of a page, and its styles and scripts, which an update of the portal renews.
const look = (page) =>
  [page.documentElement, ...page.querySelectorAll('link[rel=stylesheet], script[src]')].map((part) => part.cloneNode().outerHTML).join();

function follow(event) {
  if (event.hashChange || event.downloadRequest !== null) return;
  const url = new URL(event.destination.url);
  const back = event.navigationType === 'traverse';
  const address = withoutPlace(url.href);
  const mine = event.canIntercept && event.navigationType !== 'reload' && !event.formData && url.pathname === location.pathname;
  if (mine && !back && asking?.address === address) return event.preventDefault(); // pressed twice
  if (!asking) shown.key = navigation.currentEntry.key; // of several places in one state, the last
  asking?.abort();
  if (!mine || (url.hash && !back)) return;
  const left = back && kept.get(event.destination.key);
  const stays = !back && Boolean(document.activeElement?.closest('.sorts'));
  const handler = left ? () => show(left, event) : () => load(address, event, stays);
  event.intercept({ focusReset: 'manual', scroll: back ? 'after-transition' : 'manual', handler });
}

async function load(address, event, stays) {
  const mine = asking = Object.assign(new AbortController(), { address, key: navigation.currentEntry.key });
  const main = document.querySelector('main');
  const slow = setTimeout(() => location.reload(), SLOW_MS);
  main.setAttribute('aria-busy', 'true');
  status.textContent = '';
  try {
    const response = await fetch(address, { signal: mine.signal });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const results = page.getElementById('results');
    if (!response.ok || response.redirected || !results || look(page) !== look(document)) throw new Error(address);
    const told = statuses(page);
    const next = { address, key: mine.key, said: words(told), head: headOf(page), nodes: [...page.body.childNodes] };
    // It is said once: by the status that was there before.
    told.forEach((element) => element.removeAttribute('role'));
    next.focus = (stays && page.querySelector('.sorts [aria-current]')) || results;
    await show(next, event, () => {
      document.dispatchEvent(new Event('swapped'));
      if (next.focus === results && event.navigationType !== 'traverse') reveal(document.querySelector('.results-head'));
    });
  } catch {
    if (!mine.signal.aborted) location.reload();
  } finally {
    clearTimeout(slow);
    if (asking === mine) asking = null;
    if (!asking) main.removeAttribute('aria-busy');
  }
}

// Who searched or turned a page wants to see how much was found, and the first of it.
function reveal(head) {
  const { top } = head.getBoundingClientRect();
  if (top < 0 || top > innerHeight / 2) head.scrollIntoView({ behavior: 'instant' });
}

async function show(next, event, then = () => {}) {
  const change = () => {
    const nodes = [...document.body.childNodes].filter((node) => node !== status);
    const head = headOf(document);
    kept.set(shown.key, { ...shown, nodes, head, focus: document.activeElement });
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
    document.head.append(...next.head);
    status.before(...next.nodes);
    [...head, ...nodes].forEach((node) => node.remove());
    document.querySelectorAll('form').forEach((form) => form.reset()); // to what the address says
    status.textContent = next.said;
    shown = next;
    next.focus?.focus({ preventScroll: true });
    then();
  };
  const transition = calm.matches || event.hasUAVisualTransition ? null : document.startViewTransition?.(change);
  transition?.ready.catch(() => {}); // a window that nobody sees shows none
  await (transition ? transition.updateCallbackDone : change());
}

if (window.NavigateEvent?.prototype.intercept) {
  status.setAttribute('role', 'status');
  document.body.append(status);
  // The browser would hold on to what is being taken away, move the page, and keep that place for the way back.
  document.body.style.overflowAnchor = 'none';
  shown = { address: withoutPlace(location.href), said: words(statuses(document)) };
  navigation.addEventListener('navigate', follow);
  // Somebody went on before the list came, and came back.
  addEventListener('pageshow', (event) => event.persisted && shown.address !== withoutPlace(location.href) && location.reload());
}
