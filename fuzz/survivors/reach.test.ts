import { expect, it } from 'vitest';
import type { Switchboard } from '../../conformance/mutation/switchboard.ts';
import { Reach } from './reach.ts';

/** As instrumented code does at the mutants of an expression. */
const comeBy = ({ currentTestId, mutantCoverage }: Switchboard, ...ids: string[]): void => {
  const cover = mutantCoverage as NonNullable<Switchboard['mutantCoverage']>;
  if (currentTestId !== undefined) cover.perTest[currentTestId] ??= {};
  const place = currentTestId === undefined ? cover.static : cover.perTest[currentTestId];
  for (const id of ids) (place as Record<string, number>)[id] = 1;
};

it('says which of the wanted mutants a program comes by', () => {
  const board: Switchboard = { mutantCoverage: { static: {}, perTest: {} } };
  comeBy(board, '1', '2');
  const reach = new Reach(board, ['2', '3', '4']);
  expect(reach.always).toEqual(['2']);
  comeBy(board, '4'); // a campaign, between
  expect(reach.of({}, () => comeBy(board, '1', '2', '3'))).toEqual(['3']);
  expect(reach.of({ guests: 2 }, () => {})).toEqual([]);
});

it('counts what built a set-up for every program that has it, until another executor builds it', () => {
  const board: Switchboard = {};
  const reach = new Reach(board, ['1', '2', '3']);
  expect(reach.of({ guests: 1 }, () => comeBy(board, '1'))).toEqual(['1']);
  expect(reach.of({ guests: 1 }, () => comeBy(board, '2'))).toEqual(['2', '1']);
  expect(reach.of({ guests: 1 }, () => comeBy(board, '3'))).toEqual(['3', '1']);
  reach.beginAnew();
  expect(reach.of({ guests: 1 }, () => comeBy(board, '3'))).toEqual(['3']);
});
