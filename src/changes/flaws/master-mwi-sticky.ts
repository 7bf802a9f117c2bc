import { Edge } from '../../backend/config-space/command.ts';
import { type Flaw, wrapBackend } from '../change.ts';

export const masterMwiSticky: Flaw = {
  kind: 'flaw',
  id: 'master-mwi-sticky',
  group: 'master-mwi-sticky',
  title: 'bus mastering and memory-write-invalidate cannot be turned off',
  cause:
    'Only the rising edges of MASTER and INVALIDATE act. A guest that clears them, to quiesce its device, has the ' +
    'request succeed while the device goes on mastering the bus. No advisory.',
  advisory: 'none',
  cves: [],
  fixedBy: '278edfc07875',
  affected: 'Linux 4.0 to the fix (release not checked)',
  rules: ['HDR-13', 'HDR-14'],
  oracles: ['host-integrity'],
  conflicts: [],
  confidence: 'medium',
  apply: (seams) =>
    wrapBackend(seams, 'commandEdge', (previous) => (driver, before, after, bit) => {
      const edge = previous(driver, before, after, bit);
      return edge === Edge.Fall ? Edge.None : edge;
    }),
};
