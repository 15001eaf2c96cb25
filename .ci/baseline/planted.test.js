// Each line of what is planted here is refused, and each line of what is known everywhere, or asked for, is not.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import stylelint from 'stylelint';
import eslintConfig, { WHOLE as WHOLE_JS } from './eslint.config.js';
import stylelintConfig, { WHOLE as WHOLE_CSS } from './stylelint.config.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const NEW_STYLES = [
  '@layer base { p { color: red; } }',
  '.a { & .b { color: red; } }',
  '.a { .b { color: red; } }',
  '.a { @media print { color: red; } }',
  '.a:has(p) { color: red; }',
  ':is(h1, h2) { color: red; }',
  ':where(h1) { color: red; }',
  'p:not(.a, .b) { color: red; }',
  'p:not(:nth-child(2), .b) { color: red; }',
  '@container (min-width: 3em) { p { color: red; } }',
  '@media (width > 30em) { p { color: red; } }',
  '@property --x { syntax: "*"; inherits: false; }',
  '.a { inset: 0; }',
  '.a { margin-inline: 1em; }',
  '.a { padding-block: 1em; }',
  '.a { border-block: 1px solid; }',
  '.a { inset-inline-start: 0; }',
  '.a { aspect-ratio: 1; }',
  '.a { rotate: 45deg; }',
  '.a { float: inline-start; }',
  '.a { overflow: clip; }',
  '.a { overflow-wrap: anywhere; word-break: break-word; }',
  '.a { all: revert; }',
  '.a { text-decoration: underline dotted from-font; }',
  '.a { content: "x" / ""; }',
  '.a { user-select: none; }',
  '.a { color: color-mix(in srgb, red, blue); }',
  '.a { --x: light-dark(#fff, #000); }',
  '.a { height: 100dvh; }',
  '.a { width: 10cqw; }',
  '.a { grid-template-columns: subgrid; }',
  '.a { display: flex; gap: 1em; }',
  '.a { gap: 1em; }',
  '.a { display: flex; } .a { column-gap: 1em; }',
  '.a { display: grid; } .a { display: flex; } .b > .a:hover { gap: 0 1em; }',
  '@supports (gap: 1em) { .a { display: flex; gap: 1em; } }',
  '@supports not (inset: 0) { .a { inset: 0; } }',
  '@supports (color: red) { .a { inset: 0; } }',
];

const KNOWN_STYLES = [
  '.a { display: grid; gap: 1em; }',
  '.a { display: inline-grid; } .b > .a:hover { gap: 0 1em; }',
  '.a { columns: 2 9rem; column-gap: 1em; }',
  '.a { width: min(100%, 10rem); font-size: clamp(1rem, 2vw, 2rem); }',
  '.a { overflow-wrap: break-word; overflow-wrap: anywhere; }',
  '.a { word-break: break-word; overflow-wrap: anywhere; }',
  '.a { content: "x"; content: "x" / ""; }',
  '.a { -webkit-user-select: none; user-select: none; }',
  '.a { margin-inline-start: 1em; inline-size: 1em; }',
  '@supports (inset: 0) { .a { inset: 0; } }',
  '@supports (aspect-ratio: 1) { .a { aspect-ratio: 1; inset: 0; } }',
  '.a { position: sticky; top: 0; outline: 1px solid; }',
  '.a { font-family: system-ui, sans-serif; }',
];

const NEW_SCRIPTS = [
  'let a; a ??= 1;',
  'let a; a ||= 1;',
  'class A { #b = 1; }',
  'class A { #b() {} }',
  'class A { static { } }',
  'class A { b = 1; }',
  'await 1;',
  'export * as a from "./b.js";',
  'const a = 10n;',
  '/(?<=a)b/.test("ab");',
  '/a/d.test("a");',
  '/a/v.test("a");',
  '[1].at(-1);',
  '[1].findLast(Boolean);',
  '[1].toSorted();',
  '"a".replaceAll("a", "b");',
  'Object.hasOwn({}, "a");',
  'Promise.any([]);',
  'AbortSignal.timeout(1);',
  'AbortSignal.any([]);',
  'structuredClone({});',
  'crypto.randomUUID();',
  'requestIdleCallback(() => 0);',
  'document.body.replaceChildren();',
  'document.body.ariaBusy = "true";',
  'Object.assign(document.body, { ariaLabel: "a" });',
  'document.body.inert = true;',
  'document.querySelector("a:has(b)");',
  'document.body.matches(`:is(a, ${1})`);',
  'navigation.back();',
  'document.startViewTransition();',
  'const { submitter } = event;',
];

const KNOWN_SCRIPTS = [
  'const a = window.b?.c ?? 1;',
  'try { a(); } catch { b(); } function a() {} function b() {}',
  'for (const [a] of Object.entries({})) a.flatMap(Boolean);',
  'document.body.append("a"); document.body.closest("a:not([href])");',
  'new IntersectionObserver(() => 0); new AbortController(); globalThis.fetch("/");',
  'class A { constructor() { this.inert = 1; } }',
];

async function offencesOfStyle(code) {
  const { results: [{ warnings }] } = await stylelint.lint({ code, config: stylelintConfig });
  return warnings.map(({ text }) => text);
}

const eslint = new ESLint({ overrideConfigFile: true, overrideConfig: eslintConfig, cwd: ROOT });

async function offencesOfScript(code) {
  const [{ messages }] = await eslint.lintText(code);
  return messages.map(({ message }) => message);
}

async function judged(codes, offencesOf) {
  const said = await Promise.all(codes.map(offencesOf));
  return codes.filter((_, place) => said[place].length > 0);
}

test('each newer style is refused', async () => {
  assert.deepEqual(await judged(NEW_STYLES, offencesOfStyle), NEW_STYLES);
});

test('styles that all browsers know are accepted, and those that are asked for', async () => {
  assert.deepEqual(await judged(KNOWN_STYLES, offencesOfStyle), []);
});

test('each newer script is refused', async () => {
  assert.deepEqual(await judged(NEW_SCRIPTS, offencesOfScript), NEW_SCRIPTS);
});

test('scripts that all browsers know are accepted', async () => {
  assert.deepEqual(await judged(KNOWN_SCRIPTS, offencesOfScript), []);
});

test('each exception is made for something that is there', async () => {
  const config = { ...stylelintConfig, rules: { 'portal/baseline': true } };
  const { results } = await stylelint.lint({ files: `${ROOT}static/css/*.css`, config });
  const refused = results.flatMap(({ warnings }) => warnings.map(({ text }) => text)).join('\n');
  assert.deepEqual(Object.keys(WHOLE_CSS).filter((name) => !refused.includes(`“${name}”`)), []);
  for (const [file, names] of Object.entries(WHOLE_JS)) {
    const script = readFileSync(`${ROOT}static/js/${file}`, 'utf8');
    assert.deepEqual(Object.keys(names).filter((name) => !script.includes(name)), [], file);
  }
});
