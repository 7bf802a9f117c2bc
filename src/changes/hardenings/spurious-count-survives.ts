import { type Hardening, wrapHost } from '../change.ts';

export const spuriousCountSurvives: Hardening = {
  kind: 'hardening',
  id: 'spurious-count-survives',
  title: 'the count of spurious events outlives their delayed EOI',
  cause:
    'The timer makes a delayed EOI as one that is not spurious, which sets the count of spurious events back. The ' +
    'delay never grows beyond one jiffy, so a guest that sends nothing but spurious events keeps some 500 handler runs ' +
    'per second going.',
  rules: ['EOI-11', 'EOI-13', 'EOI-18', 'EOI-19', 'EOI-23'],
  reach: 'guest',
  severity: 'low',
  oracles: ['starvation'],
  conflicts: [],
  apply: (seams) => wrapHost(seams, 'countAfterDelayedEoi', () => (_kernel, info) => info.spuriousCount),
};
