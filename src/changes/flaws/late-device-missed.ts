import { type Flaw, wrapBackend } from '../change.ts';

export const lateDeviceMissed: Flaw = {
  kind: 'flaw',
  id: 'late-device-missed',
  group: 'late-device-missed',
  title: 'a device added before the frontend connects is not exported',
  cause:
    'A toolstack that adds devices one by one writes the second when the backend has set up the first and waits for the ' +
    'frontend. The backend does not look again, and the guest never gets the device. No advisory.',
  advisory: 'none',
  cves: [],
  fixedBy: 'c81d3d246025',
  affected: 'Linux before 5.13',
  rules: ['XB-40', 'XB-49'],
  oracles: ['xenbus'],
  conflicts: [],
  confidence: 'medium',
  apply: (seams) => wrapBackend(seams, 'watchReconfigures', () => () => false),
};
