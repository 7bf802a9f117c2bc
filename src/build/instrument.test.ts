import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { instrument } from './instrument.ts';

const options: ts.CompilerOptions = { target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true };
const place = { file: 'src/backend/some.ts', firstId: 40, counters: '../campaign/edge-counters.js' };
const made = (text: string) => instrument(text, place, options);

/** Calls the function `f` of a text; what it returns, and the kinds of the edges taken, with how often. */
function call(text: string, ...values: unknown[]): { result: unknown; taken: Record<string, number> } {
  const { code, edges } = made(text);
  const counters = new Uint8ClampedArray(100);
  const body = code.replace(/^import .*$/m, '').replace(/^export /gm, '');
  const result = new Function('$edges', `${body}; return f;`)(counters)(...values);
  const taken = edges.filter(({ id }) => counters[id] !== 0);
  return {
    result,
    taken: Object.fromEntries(taken.map((edge) => [label(edge), counters[edge.id] as number])),
  };
}
const label = ({ kind, line }: { kind: string; line: number }) => `${kind} ${line}`;

describe('counters', () => {
  it('stand at both ways of an if, whether it has an else or not', () => {
    const one = 'function f(a: number) {\nif (a > 1) a = 7;\nreturn a; }';
    expect(call(one, 2)).toEqual({ result: 7, taken: { 'function 1': 1, 'then 2': 1 } });
    expect(call(one, 0)).toEqual({ result: 0, taken: { 'function 1': 1, 'not taken 2': 1 } });
    const chain =
      'function f(a: number) {\nif (a === 1) { return 1; }\nelse if (a === 2) return 2;\nreturn 3; }';
    expect(call(chain, 2)).toEqual({ result: 2, taken: { 'function 1': 1, 'else 3': 1, 'then 3': 1 } });
    expect(call(chain, 9).taken).toEqual({ 'function 1': 1, 'else 3': 1, 'not taken 3': 1 });
  });

  it('stand at the arms of ?: and at the right of &&, || and ??', () => {
    const text = 'const f = (a: number | null) =>\n(a ?? 5) > 3\n? a === 4 || a === 5 && true\n: false;';
    expect(call(text, null)).toEqual({
      result: false,
      taken: { 'function 2': 1, '?? 2': 1, '? then 3': 1, '|| 3': 1 },
    });
    expect(call(text, 5)).toMatchObject({ result: true, taken: { '&& 3': 1 } });
    expect(call(text, 1)).toEqual({ result: false, taken: { 'function 2': 1, '? else 4': 1 } });
    expect(call('function f(o: { m?: number }) {\no.m ??= 3;\nreturn o.m; }', {})).toEqual({
      result: 3,
      taken: { 'function 1': 1, '?? 2': 1 },
    });
  });

  it('stand in loops, cases, the way past a switch, and catch', () => {
    const loop = 'function f(n: number) {\nlet s = 0;\nfor (let i = 0; i < n; i++) s += i;\nreturn s; }';
    expect(call(loop, 4)).toEqual({ result: 6, taken: { 'function 1': 1, 'loop 3': 4 } });
    expect(call(loop, 300).taken).toMatchObject({ 'loop 3': 255 });
    const cases =
      'function f(a: number) {\nlet r = 0;\nswitch (a) {\ncase 1: r = 10; break;\ncase 2:\ncase 3: r = 20;\n}\nreturn r; }';
    expect(call(cases, 1)).toEqual({ result: 10, taken: { 'function 1': 1, 'case 4': 1 } });
    expect(call(cases, 2)).toEqual({ result: 20, taken: { 'function 1': 1, 'case 6': 1 } });
    expect(call(cases, 4)).toEqual({ result: 0, taken: { 'function 1': 1, 'no case 3': 1 } });
    const caught = 'function f() {\ntry { throw 1; }\ncatch { return 2; } }';
    expect(call(caught)).toEqual({ result: 2, taken: { 'function 1': 1, 'catch 3': 1 } });
  });

  it('keep this, generators and constructors as they are', () => {
    const text = `
class Base { a = 1; }
class Some extends Base {
  b: number;
  constructor(b: number) { super(); this.b = b; }
  get sum(): number { return this.a + this.b; }
  call(other: Some | null) { return other && other.own(); }
  own() { return this.b; }
  *two() { const got: number = yield 1; return (this.b > 0 && (yield got)); }
}
function f() {
  const some = new Some(3);
  const steps = some.two();
  return [some.sum, some.call(some), steps.next().value, steps.next(8).value, steps.next(9).value];
}`;
    expect(call(text).result).toEqual([4, 3, 1, 8, 9]);
    expect(made(text).edges.map((edge) => edge.function)).toEqual([
      'Some.constructor',
      'Some.sum',
      'Some.call',
      'Some.call',
      'Some.own',
      'Some.two',
      'Some.two',
      'f',
    ]);
  });

  it('are numbered from the first id, with the place in the source', () => {
    const { code, edges } = made('export function f(a: boolean) {\n  return a ? 1 : 2;\n}\n');
    expect(code).toMatch(/^import \{ edgeCounters as \$edges \} from "\.\.\/campaign\/edge-counters\.js";\n/);
    const file = 'src/backend/some.ts';
    expect(edges).toEqual([
      {
        id: 40,
        file,
        line: 1,
        column: 31,
        kind: 'function',
        function: 'f',
        code: 'export function f(a: boolean) {',
      },
      { id: 41, file, line: 2, column: 14, kind: '? then', function: 'f', code: 'return a ? 1 : 2;' },
      { id: 42, file, line: 2, column: 18, kind: '? else', function: 'f', code: 'return a ? 1 : 2;' },
    ]);
  });

  it('are not outside of functions, and not where their name is taken', () => {
    expect(made('export const a = Math.random() > 2 ? 1 : 2;\n').edges).toEqual([]);
    expect(() => made('const $edges = 1;')).toThrow('src/backend/some.ts: the name $edges');
  });
});
