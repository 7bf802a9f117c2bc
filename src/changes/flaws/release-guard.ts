import { type Flaw, wrapBackend } from '../change.ts';

export const releaseGuard: Flaw = {
  kind: 'flaw',
  id: 'release-guard',
  group: 'release-guard',
  title: 'the guard before a release tests another operation than the one it guards',
  cause:
    'The driver asks whether the topology has some other operation before it releases a device. The old header, which ' +
    'tested the free operation, called a release that a topology may lack; no topology here lacks it, so this guard ' +
    'tests one that both lack, and a device is unbound without being taken from its guest.',
  advisory: 'none',
  cves: [],
  fixedBy: '6337a239',
  affected: 'unknown: only the title of the fix is',
  rules: ['STUB-30'],
  oracles: ['crash'],
  conflicts: [],
  confidence: 'low',
  apply: (seams) => wrapBackend(seams, 'mayRelease', () => (_driver, topology) => 'freeDevice' in topology),
};
