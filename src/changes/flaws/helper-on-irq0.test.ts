import { expect, it } from 'vitest';
import { allViolations } from '../../oracle/testing/all-violations.ts';
import type { Action } from '../../program/program.ts';
import { helperOnIrq0 } from './helper-on-irq0.ts';
import { prove } from './testing/prove.ts';
import { executorWith, regressProgram } from './testing/regress.ts';

prove(helperOnIrq0, ['host-integrity/helper-irq-0/xen_pcibk_control_isr'], {
  devices: ['e1000e', 'nvme-sriov#02:00.1'],
  silentWithFlaw: [1],
});

const write = (value: number): Action => ({ do: 'op', cmd: 1, offset: 4, size: 2, value });
const again = {
  ...regressProgram('helper-on-irq0'),
  actions: Array.from({ length: 24 }, (_, i) => write(i % 2 === 0 ? 2 : 0)),
};

it('fills the log of Linux 6.1; the limiter of `hardened` holds', () => {
  const logged = (profile: string): boolean =>
    allViolations(executorWith([helperOnIrq0], profile), again).some(({ oracle }) => oracle === 'log-rate');
  expect([logged('linux-6.1'), logged('hardened')]).toEqual([true, false]);
});
