import { fuzzTest } from './index.ts';

fuzzTest('the requests of a hostile guest find nothing with every proposed fix', {
  profile: 'hardened',
  targets: ['double-fetch', 'msi'],
  devices: ['e1000e'],
  runs: 500,
  writeTo: 'reports/fuzz-test',
});
