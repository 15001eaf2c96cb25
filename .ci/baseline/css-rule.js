// A rule for stylelint: nothing in a stylesheet that one of the oldest supported browsers lacks.
//
// Accepted is what stands after an older value of the same property or after an older declaration that does the same,
// what an `@supports` around it asks for, and what the configuration lists with a reason because the page is whole
// without it.

import parseValue from 'postcss-value-parser';
import stylelint from 'stylelint';
import { bcd, implies, lacking, placesOfValue, pseudos } from './tables.js';

const NAME = 'portal/baseline';
const { properties, types, selectors, 'at-rules': atRules } = bcd.css;

// Every place within a part of the tables that has this name.
function placesWithin(part, name) {
  const inner = Object.entries(part).filter(([key]) => key !== '__compat');
  return inner.flatMap(([key, place]) => [...(key === name ? [place] : []), ...placesWithin(place, name)]);
}

// Viewport units by kind, all of container queries, others one by one.
function placesOfUnit(word) {
  const { unit = '' } = parseValue.unit(word) || {};
  if (/^[dls]v/.test(unit)) return [types.length.viewport_percentage_units_dynamic];
  return [types.length[unit.startsWith('cq') ? 'container_query_length_units' : unit]];
}

function partsOfValue({ prop, value }) {
  const parts = [];
  // A list of fonts is made for those that are lacking; of a custom property nobody knows for what it is used.
  const hasWords = !['font', 'font-family'].includes(prop) && !prop.startsWith('--');
  parseValue(value).walk(({ type, value: name }) => {
    if (type === 'function') parts.push({ written: `${name}()`, places: [...placesOfValue(prop, name), ...placesWithin(types, name)] });
    if (type === 'word' && hasWords) parts.push({ written: name, places: [...placesOfValue(prop, name), types.global_keywords[name]] });
    if (type === 'word') parts.push({ written: name, places: placesOfUnit(name) });
    if (type === 'div' && name === '/' && prop === 'content') parts.push({ written: '/', places: [properties.content.alt_text] });
  });
  return parts.map((part) => ({ ...part, written: `${prop}: ${part.written}` }));
}

function partsOfDeclaration(declaration) {
  const { parent, prop } = declaration;
  const before = parent.nodes.slice(0, parent.index(declaration));
  const prefixed = before.some((each) => each.prop === `-webkit-${prop}`);
  const older = before.some((each) => each.prop === prop);
  const own = { written: prop, places: prefixed ? [] : [properties[prop]] };
  return older || lacking(own.places).length ? [own] : [own, ...partsOfValue(declaration)];
}

function partsOfRule({ selector, parent }) {
  const nested = parent.type === 'rule' ? [{ written: 'a rule in a rule', places: [selectors.nesting] }] : [];
  return [...nested, ...pseudos(selector)];
}

function partsOfAtRule({ name, params, parent }) {
  const parts = [{ written: `@${name}`, places: [atRules[name]] }];
  if (parent.type === 'rule') parts.push({ written: 'a rule in a rule', places: [selectors.nesting] });
  if (name === 'supports') return /\bselector\(/.test(params) ? [...parts, { written: '@supports selector()', places: [atRules.supports.selector] }] : parts;
  if (name !== 'media') return parts;
  if (/[<>]/.test(params)) parts.push({ written: '@media (… < …)', places: [atRules.media.range_syntax] });
  const features = [...params.matchAll(/\(\s*(?:min-|max-)?([a-z-]+)/g)];
  return [...parts, ...features.map(([, feature]) => ({ written: `@media (${feature})`, places: [atRules.media[feature]] }))];
}

// The places of all that the `@supports` around a node ask for.
function askedFor(node) {
  const conditions = [];
  for (let around = node.parent; around; around = around.parent) {
    if (around.name === 'supports' && !/\bnot\b/.test(around.params)) conditions.push(around.params);
  }
  return conditions.flatMap((condition) => {
    const pairs = [...condition.matchAll(/\(\s*([a-z-]+)\s*:\s*([^()]+)\)/g)];
    const asked = pairs.flatMap(([, property, value]) => [properties[property], ...placesOfValue(property, value.trim())]);
    return [...asked, ...pseudos(condition).flatMap(({ places }) => places)].filter((place) => place?.__compat);
  });
}

const PARTS = { decl: partsOfDeclaration, rule: partsOfRule, atrule: partsOfAtRule };

function stands(declaration, before) {
  const older = before.parent.nodes.slice(0, before.parent.index(before));
  return older.some(({ prop, value }) => `${prop}: ${value}` === declaration);
}

// The options are objects: how a feature is written → why the page is whole without it, or what does the same.
const rule = (on, { whole = {}, same = {} } = {}) => (root, result) => {
  root.walk((node) => {
    const guards = askedFor(node);
    for (const { written, places } of PARTS[node.type]?.(node) ?? []) {
      const without = lacking(places);
      const isGuarded = places.some((place) => place?.__compat && guards.some((guard) => implies(guard, place)));
      if (without.length === 0 || isGuarded || whole[written] || stands(same[written], node)) continue;
      const message = `“${written}” is unknown to ${without.join(', ')} (${NAME})`;
      stylelint.utils.report({ message, node, result, ruleName: NAME });
    }
  });
};
rule.ruleName = NAME;
rule.messages = {};

export default stylelint.createPlugin(NAME, rule);
