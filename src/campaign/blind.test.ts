import { expect, it } from 'vitest';
import { campaign, events } from './testing/bench.ts';

it('a blind campaign keeps nothing, and makes up as many programs', () => {
  const [guided, blind] = [campaign([]), campaign([], { blind: true })];
  const kept = (seen: ReturnType<typeof events>) => seen.filter((event) => event.kind === 'new').length;
  expect(kept(events(guided))).toBeGreaterThan(0);
  expect(kept(events(blind))).toBe(0);
  expect(guided.progress().executions).toBe(200);
  expect(guided.progress().corpus).toBeGreaterThan(0);
  expect(blind.progress()).toMatchObject({ executions: 200, corpus: 0 });
  expect(blind.progress().features).toBeGreaterThan(0);
});
