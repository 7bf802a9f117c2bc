import { expect, it } from 'vitest';
import { type Row, reportOf, type Settings } from './report.ts';
import { parseRediscovery, rediscoveryOf } from './searches.ts';

const settings: Settings = {
  profile: 'hardened',
  seeds: ['1', '2', '3'],
  limitSeconds: 60,
  giveUpAfter: 1,
  jobs: 1,
  node: 'v20',
  machine: { cores: 2, model: 'm' },
  code: 'c',
};
const run = {
  ...{ seed: '1', found: false, executions: 9, cpuSeconds: 60.5 },
  ...{ target: null, oracle: null, fingerprint: null },
};
const row: Row = {
  ...{
    flaw: 'xsa-1',
    group: 'xsa-1',
    advisory: 'XSA-1',
    oracles: [],
    extraDevices: [],
    runs: [run],
    found: 0,
  },
  executions: { median: 9, worst: 9 },
  cpuSeconds: { median: 60.5, worst: 60.5 },
};
const report = reportOf(
  'npm run rediscovery',
  '2026-01-01T00:00:00Z',
  settings,
  new Map([['blind', [row]]]),
  null,
);

it('gives every search, and how many were left out', () => {
  expect(rediscoveryOf(report)).toEqual({
    command: 'npm run rediscovery',
    limitSeconds: 60,
    engines: [
      {
        engine: 'blind',
        searches: [{ flaw: 'xsa-1', seed: '1', found: false, cpuSeconds: 60.5, executions: 9 }],
        leftOut: 2,
      },
    ],
  });
});

it('reads what was written, and says what is wrong with anything else', () => {
  expect(parseRediscovery(JSON.stringify(report))).toEqual(report);
  expect(parseRediscovery('{')).toBe('this is not JSON');
  expect(parseRediscovery('{}')).toContain('format');
});
