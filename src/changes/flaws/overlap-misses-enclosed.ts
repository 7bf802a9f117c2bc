import { type Flaw, wrapBackend } from '../change.ts';

export const overlapMissesEnclosed: Flaw = {
  kind: 'flaw',
  id: 'overlap-misses-enclosed',
  group: 'overlap-misses-enclosed',
  title: 'an access that encloses a field on both sides misses it',
  cause:
    'An access counts as touching a field only where it begins or ends inside the field. One that reaches beyond both ' +
    'ends reads the register instead of the field, and in permissive mode its write goes past the field into the ' +
    'register. No advisory.',
  advisory: 'none',
  cves: [],
  fixedBy: '02ef871ecac2',
  affected: 'Linux to 4.6 (stable 3.12 to 3.12.62)',
  rules: ['CONF-07', 'CONF-13'],
  oracles: ['reply'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) =>
    wrapBackend(seams, 'fieldOverlaps', () => (_driver, field, offset, size) => {
      const end = offset + size;
      const fieldEnd = field.offset + field.size;
      return (offset >= field.offset && offset < fieldEnd) || (end > field.offset && end <= fieldEnd);
    }),
};
