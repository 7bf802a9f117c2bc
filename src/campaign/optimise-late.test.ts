import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { budgetFlag } from './optimise-late.ts';

/** A function that is run far more often than V8 would wait for by itself. */
const WORK = `
  function often(x) { return (x * 3 + 1) % 1000; }
  let x = 1;
  for (let i = 0; i < 20_000; i++) x = often(x);
  console.log(x);
`;

function run(script: string) {
  const words = ['--trace-opt', '--input-type=module', '-e', script];
  const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  return { optimised: /compiling method .*often/.test(stdout), stderr };
}

const flag = budgetFlag(process.versions.v8);

it.runIf(flag)('V8 optimises late, although it is told while the program runs', () => {
  const told = `import { setFlagsFromString } from 'node:v8'; setFlagsFromString('${flag}'); ${WORK}`;
  expect(run(WORK)).toEqual({ optimised: true, stderr: '' });
  expect(run(told)).toEqual({ optimised: false, stderr: '' });
});

it('V8 of Node 22 and above, which does not know the flag, is not told', () => {
  expect(budgetFlag('11.3.244.8-node.38')).toBe('--interrupt-budget=300000');
  expect(budgetFlag('12.4.254.21-node.33')).toBeUndefined();
});
