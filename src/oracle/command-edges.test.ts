import { describe, expect, it } from 'vitest';
import type { Action, Setup } from '../program/program.ts';
import { connected, findings, flaw, program } from './testing/bench.ts';

type Changes = Parameters<typeof findings>[1];

const judged = (setup: Setup, values: readonly number[], changes: Changes = []): string[] =>
  findings(program(setup, ...values.map(write)), changes, 'host-integrity');
const write = (value: number): Action => ({ do: 'op', cmd: 1, offset: 4, size: 2, value });
const fingerprint = (name: string): string => `host-integrity/COMMAND-${name}/command_write`;
const rtl = connected('rtl8139');
const stubDomain: Setup = { ...rtl, devices: [{ name: 'rtl8139', guest: 0, interruptControl: true }] };

describe('host-integrity: edges of COMMAND', () => {
  const sticky = flaw('master-mwi-sticky');

  it.each([
    ['HDR-13', 'master', [7, 3]],
    ['HDR-14', 'invalidate', [0x13, 3]],
  ])('%s: what the guest turns off goes off', (_, name, values) => {
    expect(judged(rtl, values, sticky)).toEqual([fingerprint(name)]);
    expect(judged(rtl, values)).toEqual([]);
  });

  it('HDR-20: MASTER goes with decode as well', () => {
    expect(judged(rtl, [7, 0], sticky)).toEqual([]);
    expect(judged(rtl, [7, 4, 0, 7, 3])).toEqual([]);
  });

  it('is not asked of what the host set for somebody else', () => {
    const setup: Setup = { ...rtl, guests: 2 };
    const actions: Action[] = [
      write(0x17),
      { do: 'toolstack', step: 'destroy' },
      { do: 'toolstack', guest: 1, step: 'destroy' },
      { do: 'toolstack', guest: 1, step: 'create' },
      { do: 'frontend', guest: 1, step: 'publish' },
      { ...write(3), guest: 1 } as Action,
    ];
    expect(findings(program(setup, ...actions), [], 'host-integrity')).toEqual([]);
  });

  it('HDR-15: INTX_DISABLE follows a guest that controls interrupts', () => {
    const stale = flaw('intx-stale-compare');
    expect(judged(stubDomain, [0x400, 0], stale)).toEqual([fingerprint('intx')]);
    expect(judged(stubDomain, [0x400, 0, 0x402, 2, 0x402])).toEqual([]);
    expect(judged(rtl, [0x400, 0], stale)).toEqual([]);
  });

  it('HDR-22: that it goes off by itself when decode is enabled is another matter', () => {
    expect(judged(stubDomain, [0, 0x400, 0x407, 0x407, 7])).toEqual([]);
  });
});
