import { crash } from './crash.ts';
import { differential } from './differential/oracle.ts';
import { doubleFetch } from './double-fetch.ts';
import { hostIntegrity } from './host-integrity.ts';
import { isolation } from './isolation.ts';
import { leak } from './leak.ts';
import { lock } from './lock.ts';
import { logRate } from './log-rate.ts';
import type { Oracle } from './oracle.ts';
import { reply } from './reply.ts';
import { starvation } from './starvation/index.ts';
import { xenbus } from './xenbus.ts';

/** Every oracle, in the order in which violations are listed. */
export const oracles: readonly Oracle[] = Object.freeze([
  crash,
  doubleFetch,
  hostIntegrity,
  isolation,
  reply,
  leak,
  lock,
  starvation,
  xenbus,
  logRate,
]);

/** What there is to say of each, and of the one that is only there when it is asked for. */
export const describedOracles: readonly Pick<Oracle, 'name' | 'title' | 'needs'>[] = Object.freeze([
  ...oracles,
  differential,
]);

/** Title of each by its name. */
export const oracleTitles: ReadonlyMap<string, string> = new Map(
  describedOracles.map(({ name, title }) => [name, title]),
);
