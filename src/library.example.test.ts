import { expect, test } from 'vitest';
import { createRig, decodeProgram, encodeProgram, program, RecordCode } from './index.ts';

test('run a program and look at what happened', () => {
  const rig = createRig({ devices: ['e1000e'] });
  const readIds = program({ devices: ['e1000e'] })
    .read(0)
    .build();
  const { crash, log } = rig.run(readIds);
  expect(crash).toBeNull();
  expect([...log.records()].some(({ code }) => code === RecordCode.Store)).toBe(true);
  expect(decodeProgram(encodeProgram(readIds))).toEqual(readIds);
});

test('a past bug, put back: the guest changes the count between two fetches', () => {
  const attack = program({ devices: ['e1000e'] })
    .write(4, 2, 2)
    .request({ cmd: 4, value: 1 })
    .changedAtFetch('op.value', 2, 100)
    .build();
  const flawed = createRig({ devices: ['e1000e'], profile: 'hardened', flaws: ['xsa-155'] });
  const fixed = createRig({ devices: ['e1000e'], profile: 'hardened' });
  expect(flawed.judge(attack).map(({ oracle }) => oracle)).toContain('double-fetch');
  expect(fixed.judge(attack)).toEqual([]);
});

test('fuzz, rules, past bugs', async () => {
  const rig = createRig({ devices: ['e1000e'], profile: 'hardened' });
  expect(rig.fuzz({ targets: ['config-write'], runs: 100, knownCases: [] }).findings).toEqual([]);
  const results = await rig.conform('CONF-01', 'HDR-02');
  expect(results.every(({ verdict }) => verdict !== 'FAIL')).toBe(true);
  expect(rig.regress('size-unchecked')[0]).toMatchObject({ detected: true, silentWhenFixed: true });
});
