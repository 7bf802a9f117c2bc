import { describe, expect, it, test } from 'vitest';
import { jsonErrorLine, jsonLine } from './json-place.ts';

const text = '{\n "a": 1,\n "b": [\n  {"c": "x\\"]"},\n  {"c": 2,\n   "d": [] }\n ]\n}\n';

describe('lines of a JSON text', () => {
  test.each([
    [['a'], 2],
    [['b'], 3],
    [['b', 0, 'c'], 4],
    [['b', '1'], 5],
    [['b', 1, 'd'], 6],
    [['b', 1, 'missing'], 5],
    [['b', 7], 3],
    [['missing'], 1],
    [[], 1],
  ])('%j is on line %i', (path, line) => {
    expect(jsonLine(text, path)).toBe(line);
  });

  test.each([
    ['{\n"a": [,\n1]}', 2],
    ['{\n"a": 1,\n}', 3],
    ['{"a": [1,\n2', 2],
    ['[1]\n\n]', 3],
    ['[\n01]', 2],
    ['["a\n"]', 1],
    ['{"a"\n1}', 2],
    ['{\n1: 2}', 2],
    ['[1}', 1],
    ['', 1],
  ])('%j ends being JSON on line %i', (broken, line) => {
    expect(jsonErrorLine(broken)).toBe(line);
  });

  it('agrees with the parser on what JSON is', () => {
    for (const good of [text, '[]', '{}', ' 1e5 ', '"\\u00e9"', '[[],{},-0.5,null,true]'])
      expect([JSON.parse(good) !== undefined, jsonErrorLine(good)]).toEqual([true, undefined]);
  });

  it('bears deep and long texts', () => {
    expect(jsonErrorLine('['.repeat(200_000))).toBe(1);
    expect(jsonErrorLine(`"${'x'.repeat(5_000_000)}"`)).toBeUndefined();
  });
});
