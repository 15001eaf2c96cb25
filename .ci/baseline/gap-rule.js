// A rule for stylelint: no gap in a flexible box. It is younger (Chromium 84) than the gaps of grids and columns, has the
// same name, and no `@supports` can ask for it. So a gap needs a box that the same rule makes a grid or columns, or all
// others about it.

import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import postcss from 'postcss';
import stylelint from 'stylelint';

const NAME = 'portal/no-flex-gap';

// The classes of that which a selector is about, or its last part where it has none.
function subjects(selector) {
  const last = selector.split(/[\s>+~]+/).pop().replace(/::?[a-z-]+(\([^)]*\))?/g, '');
  return last.match(/\.[\w-]+/g) ?? [last];
}

// The kinds of box that one rule makes.
function kindsOf(rule) {
  const said = rule.nodes.filter(({ prop }) => prop === 'display').map(({ value }) => value);
  const hasColumns = rule.nodes.some(({ prop }) => /^column(s|-count|-width)$/.test(prop));
  return hasColumns ? [...said, 'columns'] : said;
}

// Each subject, and the kinds of box which these sheets make of it.
function kindsIn(roots) {
  const kinds = new Map();
  for (const root of roots) {
    root.walkRules((rule) => {
      for (const subject of rule.selectors.flatMap(subjects)) kinds.set(subject, [...(kinds.get(subject) ?? []), ...kindsOf(rule)]);
    });
  }
  return kinds;
}

const folders = new Map();

// The same of all sheets of a folder, which meet on one page.
function kindsBeside(file) {
  const folder = dirname(file);
  if (!folders.has(folder)) {
    const names = readdirSync(folder).filter((name) => name.endsWith('.css'));
    folders.set(folder, kindsIn(names.map((name) => postcss.parse(readFileSync(join(folder, name), 'utf8')))));
  }
  return folders.get(folder);
}

const rule = () => (root, result) => {
  const { file } = root.source.input;
  const kinds = file ? kindsBeside(file) : kindsIn([root]);
  root.walkDecls(/^((row|column)-)?gap$/, (node) => {
    const own = kindsOf(node.parent);
    const all = own.length ? own : node.parent.selectors.flatMap(subjects).flatMap((each) => kinds.get(each) ?? []);
    if (all.some((kind) => /(grid|columns)$/.test(kind)) && !all.some((kind) => kind.endsWith('flex'))) return;
    const message = `“${node.prop}” on what may be a flexible box, or is neither grid nor columns: use margins (${NAME})`;
    stylelint.utils.report({ message, node, result, ruleName: NAME });
  });
};
rule.ruleName = NAME;
rule.messages = {};

export default stylelint.createPlugin(NAME, rule);
