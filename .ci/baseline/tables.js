// Which of the oldest supported browsers lack a feature, by MDN's tables. The browsers are named in package.json.

import { fileURLToPath } from 'node:url';
import bcd from '@mdn/browser-compat-data/forLegacyNode';
import browserslist from 'browserslist';

export { bcd };

const HERE = fileURLToPath(new URL('.', import.meta.url));
const TARGETS = browserslist(null, { path: HERE }).map((target) => {
  const [browser, version] = target.split(' ');
  return { browser, version: Number(version) };
});

// The first version that has it, without a switch and under this very name; infinite where there is none.
function since({ __compat }, browser) {
  const statements = [__compat.support[browser] ?? []].flat();
  const plain = statements.filter((each) => !each.flags && !each.prefix && !each.alternative_name);
  const versions = plain.map(({ version_added: added }) => (/\d/.test(added) ? parseFloat(String(added).replace('≤', '')) : Infinity));
  return Math.min(Infinity, ...versions);
}

// The supported browsers that lack it, as in "chrome 80". `places` are where the tables have its name: what is written
// does not tell which of them is meant, so one that all browsers have is enough. Of no place nothing is known.
export function lacking(places) {
  const known = places.filter((place) => place?.__compat);
  const missing = known.map((place) => TARGETS.filter(({ browser, version }) => since(place, browser) > version));
  missing.sort((one, other) => one.length - other.length);
  return (missing[0] ?? []).map(({ browser, version }) => `${browser} ${version}`);
}

// Whether each browser that has the one has the other as well.
export function implies(one, other) {
  return TARGETS.every(({ browser }) => since(other, browser) <= since(one, browser));
}

// Of a property, and of those that it sets at once, the places of this value.
export function placesOfValue(property, value) {
  const all = Object.entries(bcd.css.properties);
  const set = all.filter(([name]) => name === property || name.startsWith(`${property}-`));
  return set.map(([, place]) => place[value]).filter(Boolean);
}

// The pseudo-classes and pseudo-elements of a selector: how each is written, and its places.
export function pseudos(selector) {
  const bare = selector.replace(/"[^"]*"|'[^']*'/g, '');
  const found = [...bare.matchAll(/::?([a-z][a-z-]*)/g)].map(([written, name]) => ({ written, places: [bcd.css.selectors[name]] }));
  const flat = bare.replace(/(?<!:not)\([^()]*\)/g, ''); // without what stands in brackets within
  if (/:not\([^()]*,/.test(flat)) found.push({ written: ':not(one, other)', places: [bcd.css.selectors.not.selector_list] });
  return found;
}
