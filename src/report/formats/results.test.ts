import { expect, it } from 'vitest';
import { finding, results } from './testing/samples.ts';

it('of a finding that is named twice the first stands', () => {
  const { findings } = results([finding({ title: 'first' }), finding({ title: 'second' })]);
  expect(findings.map(({ title }) => title)).toEqual(['first']);
});
