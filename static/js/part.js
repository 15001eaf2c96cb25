// An old address names a passage of the text (#original-6-1) and no part: of a text in parts it may stand in another one.
// A server is never told what follows #, so here it is asked. Without this module the table of contents leads there.

function forward() {
  const anchor = location.hash.slice(1);
  if (!/^(original|support|conditions|procedure|materials|service|benefit|round|material|point)-[\w-]+$/.test(anchor) || document.getElementById(anchor)) return;
  const url = new URL(document.querySelector('[data-part]').dataset.part + anchor, location.href);
  for (const name of ['view', 'size', 'contrast']) {
    const value = new URLSearchParams(location.search).get(name);
    if (value) url.searchParams.set(name, value);
  }
  location.replace(url.href);
}

// Whoever was just led here has the part that the server named: asking again would never end.
if (!performance.navigation.redirectCount) forward();
addEventListener('hashchange', forward);
