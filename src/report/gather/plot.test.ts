import { expect, it } from 'vitest';
import { PLOT_HEADER } from '../../campaign/stats.ts';
import { timePoints } from './plot.ts';

it('reads what a campaign wrote, and leaves out a line that was cut', () => {
  expect(timePoints(`${PLOT_HEADER}17,5.5,100,20,3,400,,1,2,300,5\n18,6.5,10`)).toEqual([
    { seconds: 5.5, executions: 100, edges: null, features: 400, corpus: 3, findings: 1 },
  ]);
});

it('leaves out lines that hold no numbers', () => {
  expect(
    timePoints(`${PLOT_HEADER}1,x,1,1,1,1,1,1,1,1,1\n1,-5,1,1,1,1,1,1,1,1,1\n1,NaN,1,1,1,1,1,1,1,1,1\n`),
  ).toEqual([]);
});

it('says which column a file lacks', () => {
  expect(timePoints('')).toBe("its first line names no column 'run_time'");
  expect(timePoints('run_time,execs_done\n')).toBe("its first line names no column 'edges_found'");
});
