import { describe, expect, it } from 'vitest';
import { codeOf, functionAt, functionsIn } from './c-text.ts';

describe('C source', () => {
  it('is blanked where it is no code, without a change of length or lines', () => {
    const text = `a /* b\nc */ d "e\\"f" 'g' // h\n#define i \\\n j\nk`;
    const code = codeOf(text);
    expect(code).toHaveLength(text.length);
    expect(code.split('\n')).toHaveLength(text.split('\n').length);
    expect(code.match(/[a-z]/g)).toEqual(['a', 'd', 'k']);
  });

  it('has functions, which are told from their declarations and calls', () => {
    const text = `int f(int a);\nstruct s { int f; };\nint g(void) { return f(1); }\nstatic int\nf(int a)\n{ if (a) { h(a); } return 0; }\nint t[] = { f(2) };`;
    expect(functionsIn(text)).toEqual(['g', 'f']);
    const found = functionAt(codeOf(text), 'f');
    expect(text.slice(found?.body.from, found?.body.to)).toBe('{ if (a) { h(a); } return 0; }');
    expect(functionAt(codeOf(text), 'h')).toBeUndefined();
  });

  it('with brackets that do not close has none', () => {
    expect(functionAt(codeOf('int f(void) { {'), 'f')).toBeUndefined();
    expect(functionsIn('int f(void) { {')).toEqual([]);
  });
});
