import { describe, expect, it } from 'vitest';
import { connected, program, run, seenByWellBehaved } from './testing/bench.ts';
import { toggleKeepsHandler } from './toggle-keeps-handler.ts';

describe('toggle-keeps-handler', () => {
  const enable = { do: 'op', cmd: 1, offset: 4, size: 2, value: 2 } as const;
  const disable = { ...enable, value: 0 } as const;
  const toggle = { do: 'sysfs', attribute: 'irq_handler_state', value: '{device}' } as const;
  const helpers = (...changes: (typeof toggleKeepsHandler)[]) => {
    const { execution } = run(program(connected('nic'), enable, toggle, disable, enable), changes);
    return execution.final.devices()[0]?.state.helpers;
  };

  it('toggled off, the handler still goes when its guest or its device does', () => {
    const unbound = program(connected('nic'), enable, toggle, disable, { do: 'unbind' }, { do: 'interrupt' });
    expect(run(unbound, []).execution.crash?.site).toBe('xen_pcibk_guest_interrupt');
    const { execution, findings } = run(unbound, [toggleKeepsHandler]);
    expect(execution.crash).toBe(null);
    expect(findings.filter((finding) => finding.includes('helper'))).toEqual([]);
  });

  it('it is never installed twice', () => {
    expect(helpers()).toBe(2);
    expect(helpers(toggleKeepsHandler)).toBe(1);
  });

  it('toggled on without a handler there is nothing to remove', () => {
    const nothing = program(connected('nic'), toggle, enable, toggle, disable, {
      do: 'toolstack',
      step: 'destroy',
    });
    const { execution, findings } = run(nothing, [toggleKeepsHandler]);
    expect(execution.returns[0]?.after.helpers).toBe(0);
    expect(findings.filter((finding) => finding.startsWith('crash'))).toEqual([]);
  });

  it('a well-behaved guest sees no difference', () => {
    expect(seenByWellBehaved([toggleKeepsHandler])).toEqual(seenByWellBehaved([]));
  });
});
