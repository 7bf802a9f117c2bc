import { describe, expect, it } from 'vitest';
import { freeFieldsFirst } from './free-fields-first.ts';
import { bound, program, run, seenByWellBehaved } from './testing/bench.ts';

describe('free-fields-first', () => {
  it('binding again and again takes no memory', () => {
    const again = program(bound('nic'), { do: 'unbind' }, { do: 'bind' }, { do: 'unbind' }, { do: 'bind' });
    expect(run(again, []).findings).toEqual(['leak/memory/pcistub_device_release']);
    const { execution, findings } = run(again, [freeFieldsFirst]);
    expect(findings).toEqual([]);
    expect(execution.final.allocated).toBe(execution.final.allocatedAtStart);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([freeFieldsFirst])).toEqual(seenByWellBehaved([]));
  });
});
