import { describe, expect, it } from 'vitest';
import { effect, growingCount, program, run } from '../testing/run.ts';
import { sequenceOf } from './sequence.ts';

const flip = effect('fetch', 'op.value', 4, { do: 'page', field: 'op.value', value: 134 });
const overrun = program([{ do: 'op', cmd: 4, value: 2, at: [flip] }]);

describe('a sequence', () => {
  const { lanes, steps } = sequenceOf(run(growingCount, ['xsa-155-in-place']));
  const words = steps.map(({ kind, from, to, text, mark }) =>
    [kind === 'heading' ? '==' : `${from}${to === undefined ? '' : `>${to}`}`, text, mark].join(' ').trim(),
  );

  it('has a lifeline for the guest, its page, the backend and the host', () => {
    expect(lanes).toEqual(['dom1', 'page', 'backend', 'host']);
  });

  it('goes from the request to what it did to the host', () => {
    expect(words.slice(0, 3)).toEqual([
      '== action 0: guest 0 enable_msix value=1 entries=[0:0xffff,1:0xffff]',
      'dom1>page the request',
      'dom1>backend event to the backend',
    ]);
    expect(words).toContain('page>backend op.value = 0x1 in xen_pcibk_do_one_op');
    expect(words).toContain('backend>host pci_enable_msix_exact 0000:01:00.0 for 2 vectors');
    expect(words).toContain('backend>page store op.err = 0');
    expect(words).toContain('backend>dom1 event to dom1');
  });

  it('marks the flip, and the fetch that it was placed at', () => {
    const at = words.indexOf('dom1>page at the 2nd fetch of op.value: op.value := 2 flip');
    expect(words[at + 1]).toBe('page>backend op.value = 0x2 in xen_pcibk_do_one_op flipped');
    expect(words.filter((text) => text.endsWith(' flipped'))).toHaveLength(1);
  });
});

it('folds a loop over entries', () => {
  const early = effect('fetch', 'op.value', 3, { do: 'page', field: 'op.value', value: 134 });
  const long = program([{ do: 'op', cmd: 4, value: 1, at: [early] }]);
  const { steps } = sequenceOf(run(long, ['xsa-155-msix-count', 'xsa-155-in-place']));
  expect(steps.length).toBeLessThan(40);
  expect(steps.some(({ text }) => /lines above \d+ times more/.test(text))).toBe(true);
});

it('shows a private copy as one fetch', () => {
  const { steps } = sequenceOf(run(program([{ do: 'op', cmd: 0, offset: 4, size: 2 }])));
  const copies = steps.filter(({ text }) => text.startsWith('copy of the request: conf_read'));
  expect(copies).toMatchObject([{ kind: 'arrow', from: 'page', to: 'backend' }]);
  expect(steps.filter(({ text }) => text.startsWith('op.offset'))).toEqual([]);
});

it('ends with the crash', () => {
  const execution = run(overrun, ['xsa-155-msix-count']);
  const { steps } = sequenceOf(execution);
  expect(steps.at(-1)).toMatchObject({ kind: 'note', from: 'host', mark: 'bad' });
  expect(steps.at(-1)?.text).toContain(`CRASH, ${execution.crash?.kind} in ${execution.crash?.site}`);
});

it('gives each of several guests a lifeline and a page of its own', () => {
  const two = program(
    [
      { do: 'op', cmd: 0 },
      { do: 'op', cmd: 0, guest: 1 },
    ],
    undefined,
    {
      guests: 2,
      devices: [
        { name: 'e1000e', guest: 0 },
        { name: 'edu', guest: 1 },
      ],
    },
  );
  const { lanes, steps } = sequenceOf(run(two));
  expect(lanes).toEqual(['dom1', 'page of dom1', 'dom2', 'page of dom2', 'backend', 'host']);
  expect(steps.some(({ from, to }) => from === 'dom2' && to === 'page of dom2')).toBe(true);
});
