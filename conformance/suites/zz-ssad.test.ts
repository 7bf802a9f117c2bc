import { type Area, areaOf } from '../../src/conformance/rule.ts';
import { jobsOf } from '../../src/conformance/suite.ts';
import { allCases } from '../cases/index.ts';
import { devices, jobSuite, rules } from './jobs.ts';

/** The cases of an area as a vitest suite: each on every device it suits, on every profile. */
export function areaSuite(area: Area): void {
  jobSuite(
    area,
    jobsOf(
      allCases.filter(({ id }) => areaOf(id) === area),
      rules,
      devices,
    ),
  );
}
for (const a of 'ABI,EVT,CONF,HDR,CAP,OPS,ISR,XB,VPCI,PT,QRK,EOI,CHG'.split(',')) if (allCases.some(({ id }) => areaOf(id) === a)) areaSuite(a as Area);
