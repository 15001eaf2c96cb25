// Remembers in this browser how somebody chose to see the pages, and goes to the same page in that way where the
// address does not say it. What an address says always stands. Without this file the links of a page keep the mode.

const KEY = 'display';
const NAMES = ['view', 'size', 'contrast'];

// Of an address only what says how a page is shown: view=care&size=large.
const modes = (params) => new URLSearchParams([...params].filter(([name]) => NAMES.includes(name)));

// The page at hand, shown in another way.
function shown(chosen) {
  const url = new URL(location.href);
  for (const name of NAMES) url.searchParams.delete(name);
  for (const [name, value] of chosen) url.searchParams.append(name, value);
  return url.href;
}

function recall() {
  try {
    return modes(new URLSearchParams(localStorage.getItem(KEY) ?? ''));
  } catch {
    return new URLSearchParams(); // a browser may refuse to keep anything
  }
}

function remember(chosen) {
  try {
    if (String(chosen)) localStorage.setItem(KEY, String(chosen));
    else localStorage.removeItem(KEY);
  } catch { /* then the address alone says it */ }
}

// Only what somebody chose is remembered, not what an address says: a link from a friend changes nothing for later,
// and of two windows each stays as it is.
function choose(event) {
  const link = event.target.closest?.('a[data-display]');
  if (!link || event.button > 1) return;
  const chosen = modes(new URL(link.href).searchParams);
  remember(chosen);
  link.href = shown(chosen); // the place in the page, and filters that came after it
}

addEventListener('click', choose, true);
addEventListener('auxclick', choose, true);

const remembered = recall();
if (String(remembered) && !String(modes(new URLSearchParams(location.search)))) location.replace(shown(remembered));
