import esx from 'eslint-plugin-es-x';
import baseline from './js-rule.js';

// Of ES2020, which is all that is read here, what Chromium 80, Firefox 78 and Safari 13.1 know.
const KNOWN = ['optional-chaining', 'nullish-coalescing-operators', 'promise-all-settled', 'string-prototype-matchall', 'global-this', 'dynamic-import', 'import-meta'];
// Older, and unknown to Safari.
const UNKNOWN = ['regexp-lookbehind-assertions'];

const each = (names, severity) => Object.fromEntries(names.map((name) => [`es-x/no-${name}`, severity]));

// Scripts, and the newer names in them, with the reason why each may stand there.
export const WHOLE = {
  'calendar_zh.js': { draw: 'a name of Django\'s' },
  'combobox.js': { scrollIntoViewIfNeeded: 'called where scrollIntoView takes no options, in Safari' },
  'older.js': { '::details-content': 'asks whether it is known', ':has': 'asks whether it is known' },
  'speak.js': { scrollIntoViewIfNeeded: 'called where scrollIntoView takes no options, in Safari', element: 'a name of our own' },
  'swap.js': {
    address: 'a name of our own',
    startViewTransition: 'called where there is one',
    updateCallbackDone: 'of a transition that was started',
    ...Object.fromEntries(
      ['canIntercept', 'currentEntry', 'downloadRequest', 'hasUAVisualTransition', 'hashChange', 'navigation', 'navigationType', 'NavigateEvent'].map((name) => [
        name,
        'of the Navigation API; the last lines of the script ask whether there is one',
      ]),
    ),
  },
};

export default [
  esx.configs['flat/restrict-to-es2019'],
  {
    plugins: { portal: { rules: { baseline } } },
    languageOptions: { ecmaVersion: 2020, sourceType: 'module' },
    rules: { ...each(KNOWN, 'off'), ...each(UNKNOWN, 'error'), 'portal/baseline': 'error' },
  },
  ...Object.entries(WHOLE).map(([name, whole]) => ({ files: [`**/${name}`], rules: { 'portal/baseline': ['error', whole] } })),
];
