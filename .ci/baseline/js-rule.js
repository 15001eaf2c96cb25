// A rule for eslint: no function, property or selector in a script that one of the oldest supported browsers lacks.
//
// What kind of object a property belongs to is not known here: a name is refused where everything that MDN's tables
// call so is lacking. Syntax is the matter of other rules.

import { bcd, lacking, pseudos } from './tables.js';

const KINDS = { ...bcd.api, ...bcd.javascript.builtins };

// Name → the places of all functions and properties that have it; what is global is a property of the window.
const members = new Map();
for (const kind of [KINDS, ...Object.values(KINDS)]) {
  for (const [key, place] of Object.entries(kind)) {
    const name = key.replace(/_static$/, '');
    members.set(name, [...(members.get(name) ?? []), place]);
  }
}

// As in `AbortSignal.timeout`, where it is known what has it.
function placesOfStatic(kind, name) {
  const place = KINDS[kind][`${name}_static`] ?? KINDS[kind][name];
  return place ? [place] : members.get(name) ?? [];
}

function isGlobal(identifier, scope) {
  const reference = scope.references.find((each) => each.identifier === identifier);
  return Boolean(reference) && !reference.resolved?.defs.length;
}

const KEYS_OF_PATTERNS = 'ObjectPattern > Property[computed=false] > Identifier.key';
const KEYS_OF_ASSIGN = 'CallExpression[callee.property.name="assign"] > ObjectExpression > Property[computed=false] > Identifier.key';

export default {
  meta: {
    type: 'problem',
    schema: [{ type: 'object' }],
    messages: { lacking: '“{{ name }}” is unknown to {{ browsers }}' },
  },

  // The option is an object: a name → where it is asked for before it is used, or why the page is whole without it.
  create({ options: [whole = {}], report, sourceCode }) {
    const judge = (node, name, places) => {
      const browsers = lacking(places).join(', ');
      if (browsers && !whole[name]) report({ node, messageId: 'lacking', data: { name, browsers } });
    };
    const judgeMember = (node) => judge(node, node.name, members.get(node.name) ?? []);
    const judgeText = (node, text) => pseudos(text).forEach(({ written, places }) => judge(node, written, places));
    const isClass = (node) => /^[A-Z]/.test(node.name) && KINDS[node.name] && isGlobal(node, sourceCode.getScope(node));

    return {
      'MemberExpression[computed=false]'({ object, property }) {
        if (object.type === 'ThisExpression') return; // what a class of ours calls its own
        if (isClass(object)) judge(property, `${object.name}.${property.name}`, placesOfStatic(object.name, property.name));
        else judgeMember(property);
      },
      [KEYS_OF_PATTERNS]: judgeMember,
      [KEYS_OF_ASSIGN]: judgeMember,
      Identifier(node) {
        if (isGlobal(node, sourceCode.getScope(node))) judge(node, node.name, [bcd.api.Window[node.name], KINDS[node.name]]);
      },
      Literal: (node) => typeof node.value === 'string' && judgeText(node, node.value),
      TemplateElement: (node) => judgeText(node, node.value.raw),
    };
  },
};
