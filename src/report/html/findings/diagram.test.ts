import { describe, expect, it } from 'vitest';
import { cutMiddle, MAX_STEPS } from './cut-middle.ts';
import type { SequenceStep } from './data.ts';
import { diagram } from './diagram.ts';
import { fetches } from './testing/sample.ts';

const flip: SequenceStep = {
  kind: 'arrow',
  from: 'dom1',
  to: 'page',
  text: 'op.value := 2',
  time: 7,
  mark: 'flip',
};
const lanes = ['dom1', 'page', 'backend', 'host'];

describe('a diagram', () => {
  const text = diagram(
    { lanes, steps: [{ kind: 'heading', text: 'action 0', time: 0 }, flip, ...fetches(2)] },
    'x',
    'a title',
  ).text;

  it('has a name, a description and the same in words', () => {
    expect(text).toContain('role="img" aria-labelledby="x-t x-d"');
    expect(text).toContain('<title id="x-t">Sequence: a title</title>');
    expect(text).toContain('<li>dom1 → shared page: FLIP op.value := 2</li>');
  });

  it('draws an arrow from lifeline to lifeline, and marks a flip by a word', () => {
    expect(text).toMatch(/class="fnd-arrow fnd-warn" d="M92 59H183m-6-3.5l6 3.5l-6 3.5"/);
    expect(text).toContain('>FLIP op.value := 2</text>');
  });

  it('turns the head of an arrow to the left', () => {
    const back = { kind: 'arrow', from: 'backend', to: 'page', text: 'store', time: 0 } as const;
    expect(diagram({ lanes, steps: [back] }, 'x', 't').text).toContain('d="M276 40H185m6-3.5l-6 3.5l6 3.5"');
  });
});

describe('a long sequence', () => {
  const steps = [...fetches(300), flip, ...fetches(300)];
  const { shown } = cutMiddle(steps);

  it('keeps both ends and the flip, and tells what is left out', () => {
    expect(shown.length).toBeLessThanOrEqual(MAX_STEPS);
    expect(shown[0]).toBe(steps[0]);
    expect(shown.at(-1)).toBe(steps.at(-1));
    expect(shown).toContain(flip);
    const left = shown.flatMap(({ text }) => /^\.\.\. (\d+) steps/.exec(text)?.[1] ?? []);
    const kept = shown.length - left.length;
    expect(left.reduce((sum, number) => sum + Number(number), kept)).toBe(steps.length);
  });

  it('stays short when everything is marked', () => {
    const all = cutMiddle(Array.from({ length: 500 }, () => flip)).shown;
    expect(all.length).toBeLessThanOrEqual(MAX_STEPS);
  });
});

it('a short one is shown as it is', () => {
  const steps = fetches(MAX_STEPS);
  expect(cutMiddle(steps).shown).toBe(steps);
});
