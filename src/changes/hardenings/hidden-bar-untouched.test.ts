import { describe, expect, it } from 'vitest';
import type { Action } from '../../program/program.ts';
import { hiddenBarUntouched } from './hidden-bar-untouched.ts';
import { connected, program, run, seenByWellBehaved } from './testing/bench.ts';
import { replies } from './testing/replies.ts';

const ROM = 0x30;
const BAR0 = 0x10;

describe('hidden-bar-untouched', () => {
  const size = (offset: number): Action[] => [
    { do: 'op', cmd: 0, offset },
    { do: 'op', cmd: 1, offset, value: 0xfffff800 },
    { do: 'op', cmd: 0, offset },
    { do: 'op', cmd: 1, offset, value: 0 },
  ];
  const dwordAt = (config: Uint8Array | undefined, offset: number) =>
    config === undefined ? undefined : new DataView(config.buffer).getUint32(offset, true);

  it('HDR-45: sizing it leaves the register alone', () => {
    const attack = program(
      connected('hidden-rom'),
      { do: 'hardware', device: 0, offset: ROM, value: 0xf7000000 },
      ...size(ROM),
    );
    const left = (...changes: (typeof hiddenBarUntouched)[]) => {
      const { execution } = run(attack, changes);
      return {
        replies: replies(execution),
        register: dwordAt(execution.final.devices()[0]?.state.config, ROM),
      };
    };
    const core = left();
    expect(core.register).toBe(0);
    expect(left(hiddenBarUntouched)).toEqual({ ...core, register: 0xf7000000 });
  });

  it('HDR-38: a BAR that is shown is still restored', () => {
    const moved = program(
      connected('plain'),
      { do: 'hardware', device: 0, offset: 0x14, value: 0xfeb00000 },
      { do: 'op', cmd: 1, offset: 0x14, value: 0xfebd1000 },
    );
    const { execution } = run(moved, [hiddenBarUntouched]);
    expect(dwordAt(execution.final.devices()[0]?.state.config, 0x14)).toBe(0xfebd1000);
  });

  it('HDR-34: so is the upper half of one', () => {
    const upper = program(
      connected('nic'),
      { do: 'hardware', device: 0, offset: BAR0 + 4, value: 9 },
      { do: 'op', cmd: 1, offset: BAR0 + 4, value: 8 },
    );
    const { execution } = run(upper, [hiddenBarUntouched]);
    expect(dwordAt(execution.final.devices()[0]?.state.config, BAR0 + 4)).toBe(8);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([hiddenBarUntouched])).toEqual(seenByWellBehaved([]));
  });
});
