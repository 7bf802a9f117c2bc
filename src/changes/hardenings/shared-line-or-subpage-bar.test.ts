import { describe, expect, it } from 'vitest';
import { DeviceLibrary } from '../../executor/device-library.ts';
import type { FunctionDescription } from '../../platform/pci/description.ts';
import { sampleConventional, sampleEndpoint } from '../../platform/pci/testing/sample-functions.ts';
import type { Program } from '../../program/program.ts';
import { makeProfile } from '../profiles.ts';
import { hardenings, optionalHardenings } from './index.ts';
import { sharedLineOrSubpageBar } from './shared-line-or-subpage-bar.ts';
import { bound, program, run, seenByWellBehaved, written } from './testing/bench.ts';
import { executorOf } from './testing/executor-of.ts';

const withBar = (address: number, size: number, irq = 5): FunctionDescription => ({
  ...sampleConventional({ irq }),
  regions: [{ index: 1, kind: 'mem', address, size, is64: false, prefetchable: false }],
});

const library = new DeviceLibrary(
  Object.entries({
    alone: sampleEndpoint({ irq: 9 }),
    page: withBar(0xfebd1000, 0x1000),
    half: withBar(0xfebd1000, 0x800),
    'second-half': withBar(0xfebd1800, 0x800),
    line: { ...withBar(0xfebd2000, 0x1000, 9), bus: 0x20 },
    none: { ...withBar(0xfebd2000, 0x1000, 0), bus: 0x21 },
  }).map(([name, description]) => ({ name, description, companions: [] })),
);

/** Whether the first device of `names` is given to a guest that asks for it, and the errors that its frontend is shown. */
function exported(...names: string[]): { inUse: boolean; errors: string[] } {
  const attempt: Program = program(
    { ...bound(...names), devices: names.map((name, i) => (i === 0 ? { name, guest: 0 } : { name })) },
    { do: 'toolstack', step: 'create' },
    { do: 'frontend', step: 'publish' },
  );
  const execution = executorOf(library, [sharedLineOrSubpageBar]).run(attempt, 'full');
  return {
    inUse: execution.final.devices().some((device) => device?.inUse),
    errors: written(execution, '/error'),
  };
}

describe('shared-line-or-subpage-bar', () => {
  it.each([
    ['whose line another function is on', ['alone', 'line']],
    ['with a BAR of half a page', ['half']],
    ['with a BAR in the second half of a page', ['second-half']],
  ])('a device %s is not exported: fatal 22', (_, names) => {
    const { inUse, errors } = exported(...names);
    expect(inUse).toBe(false);
    expect(errors.at(-1)).toMatch(/^22 /);
  });

  it.each([
    ['with a line of its own', ['alone']],
    ['with a BAR of a page', ['page']],
    ['without a line, beside others', ['none', 'alone', 'line']],
    ['beside a function on another line', ['alone', 'page']],
  ])('one %s is exported', (_, names) => {
    expect(exported(...names)).toEqual({ inUse: true, errors: [] });
  });

  it('a line that a host driver is on counts as shared', () => {
    const { execution } = run(
      {
        ...program({ ...bound('nic'), devices: [{ name: 'nic', hostSharesLine: true }] }),
        actions: [{ do: 'toolstack', step: 'create' }],
      },
      [sharedLineOrSubpageBar],
    );
    expect(execution.final.devices()[0]?.inUse).toBe(false);
  });

  it('is asked for by its id: in no profile, combined with all of hardened', () => {
    expect(hardenings).not.toContain(sharedLineOrSubpageBar);
    expect(optionalHardenings).toEqual([sharedLineOrSubpageBar]);
    const made = makeProfile('hardened', [], ['shared-line-or-subpage-bar']);
    expect(made).toMatchObject({ profile: { changes: [...hardenings, sharedLineOrSubpageBar] } });
  });

  it('a well-behaved guest whose devices share a line has to do without them', () => {
    expect(seenByWellBehaved([sharedLineOrSubpageBar])).not.toEqual(seenByWellBehaved([]));
  });
});
