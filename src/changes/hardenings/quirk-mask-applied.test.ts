import { describe, expect, it } from 'vitest';
import type { Action } from '../../program/program.ts';
import { quirkMaskApplied } from './quirk-mask-applied.ts';
import { at, connected, program, run, seenByWellBehaved } from './testing/bench.ts';
import { replies } from './testing/replies.ts';

/** A register of the device's own in `plain`, which holds 0x5a. */
const OWN = 0x48;

describe('quirk-mask-applied', () => {
  const quirk = (mask: string): Action => ({
    do: 'sysfs',
    attribute: 'quirks',
    value: `{device}-48:1:${mask}`,
  });
  const write: Action = { do: 'op', cmd: 1, offset: OWN, size: 1, value: 0xff };
  const read: Action = { do: 'op', cmd: 0, offset: OWN, size: 1 };
  const left = (mask: string, ...changes: (typeof quirkMaskApplied)[]) => {
    const { execution } = run(program(connected('plain'), quirk(mask), write, read), changes);
    const [, { err, value } = { err: -1, value: -1 }] = replies(execution);
    expect(execution.final.devices()[0]?.state.config[OWN]).toBe(value);
    return { err, value };
  };

  it('QRK-05: bits outside the mask are kept', () => {
    expect(left('05')).toEqual({ err: 0, value: 0xff });
    expect(left('05', quirkMaskApplied)).toEqual({ err: 0, value: 0x5f });
  });

  it('a mask of 0 means all bits', () => {
    expect(left('0', quirkMaskApplied)).toEqual({ err: 0, value: 0xff });
  });

  it('a register that cannot be read is not written', () => {
    const unreadable = at('config', '0x48', 2, { do: 'fault', what: 'configRead' });
    const faulty = program(connected('plain'), quirk('05'), { ...write, at: [unreadable] }, read);
    const { execution } = run(faulty, [quirkMaskApplied]);
    expect(replies(execution)).toEqual([
      { err: -3, value: 0xff },
      { err: 0, value: 0x5a },
    ]);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([quirkMaskApplied])).toEqual(seenByWellBehaved([]));
  });
});
