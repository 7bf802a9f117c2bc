import { aer } from './aer.ts';
import type { Defect } from './defect.ts';
import { publishing } from './publishing.ts';
import { requests } from './requests.ts';
import { results } from './results.ts';
import { scanning } from './scanning.ts';
import { states } from './states.ts';

export const defects: readonly Defect[] = [
  ...publishing,
  ...requests,
  ...results,
  ...aer,
  ...states,
  ...scanning,
];
