import { type Flaw, wrapBackend } from '../change.ts';

export const controlNoOptIn: Flaw = {
  kind: 'flaw',
  id: 'control-no-opt-in',
  group: 'control-no-opt-in',
  title: 'any guest may write the enable bits of MSI and MSI-X',
  cause:
    'The control words of MSI and MSI-X became writable for a device-model domain that root opted in. Without the test ' +
    'of the opt-in every guest can switch the device to messages that the host never programmed. No advisory: a check ' +
    'of the feature left out.',
  advisory: 'none',
  cves: [],
  fixedBy: '476878e4b2be',
  affected: 'none: as if the opt-in of Linux 5.6 were not tested',
  rules: ['CAP-21', 'CAP-22'],
  oracles: ['host-integrity', 'reply'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) => wrapBackend(seams, 'mayControlInterrupts', () => () => true),
};
