import { type Hardening, wrapHost } from '../change.ts';

export const stormDelayKept: Hardening = {
  kind: 'hardening',
  id: 'storm-delay-kept',
  title: 'the delay of a spurious event does not shorten that of a storm',
  cause:
    'In a storm every EOI is put off by ten jiffies. The delay computed for a spurious event replaces that time instead ' +
    'of the later one being taken, so the very channels that cause the storm come back after one jiffy.',
  rules: ['EOI-13', 'EOI-31', 'EOI-35'],
  reach: 'guest',
  severity: 'low',
  oracles: ['starvation'],
  conflicts: [],
  apply: (seams) =>
    wrapHost(
      seams,
      'putOffEoi',
      (previous) => (kernel, info, time) => Math.max(info.eoiTime, previous(kernel, info, time)),
    ),
};
