import css from './css-rule.js';
import gap from './gap-rule.js';

// What the page is whole without, and why.
export const WHOLE = {
  'text-wrap': 'lines of a heading end elsewhere',
  'text-underline-offset': 'a line under words is nearer to them',
  'text-decoration-thickness': 'a line under words is as thick as the browser likes it',
  'accent-color': 'boxes to tick have the colour of the browser',
  'color-scheme': 'the bars for scrolling stay light where the page is dark',
  'scroll-behavior': 'the page leaps',
  'scroll-margin-top': 'the place that an address names stands at the edge of the window',
  'overscroll-behavior-x': 'whoever pushes the bar beyond its end moves the page',
  'scrollbar-width': 'a bar for scrolling is seen',
  ':focus-visible': 'what has the focus has the ring of the browser',
  '@supports selector()': 'asks for what is listed or guarded here',
  '@page': 'paper has the margins of the browser',
  page: 'a list has the margins of a policy',
  orphans: 'paper ends within a paragraph',
  widows: 'paper ends within a paragraph',
  'break-after: avoid': 'paper ends after a heading',
  '::view-transition-group': 'nothing fades in',
  '::view-transition-old': 'nothing fades in',
  '::view-transition-new': 'nothing fades in',
};

// What stands after an older declaration that does the same.
const SAME = { 'overflow-wrap: anywhere': 'word-break: break-word' };

export default {
  plugins: [css, gap],
  rules: {
    'portal/baseline': [true, { whole: WHOLE, same: SAME }],
    'portal/no-flex-gap': true,
  },
};
