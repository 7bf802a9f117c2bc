import { type Flaw, wrapBackend } from '../change.ts';

export const unbindSelfDeadlock: Flaw = {
  kind: 'flaw',
  id: 'unbind-self-deadlock',
  group: 'unbind-self-deadlock',
  title: 'an unbind under a guest waits for the device lock that it holds',
  cause:
    'The return of a device takes the device lock whoever calls it. When root unbinds a device that a guest has, the ' +
    'driver core holds that lock already, and the unbind waits for itself for ever. No advisory.',
  advisory: 'none',
  cves: [],
  fixedBy: 'e8801a74',
  affected: 'Linux to 3.18',
  rules: ['STUB-20', 'STUB-30'],
  oracles: ['lock'],
  conflicts: [],
  confidence: 'medium',
  apply: (seams) => wrapBackend(seams, 'takesDeviceLock', () => () => true),
};
