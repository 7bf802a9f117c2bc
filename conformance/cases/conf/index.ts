import type { Case } from '../../../src/conformance/case.ts';
import { accessorCases } from './accessor.ts';
import { bindingCases } from './binding.ts';
import { fieldOrderCases } from './field-order.ts';
import { goneCases } from './gone.ts';
import { invalidCases } from './invalid.ts';
import { mergingCases } from './merging.ts';
import { negativeOffsetCases } from './negative-offset.ts';
import { overWideCases } from './over-wide.ts';
import { permissiveCases } from './permissive.ts';
import { readingCases } from './reading.ts';
import { returnedCases } from './returned.ts';
import { shortMemoryCases } from './short-memory.ts';
import { statusCases } from './status.ts';
import { uncoveredCases } from './uncovered.ts';
import { validityCases } from './validity.ts';
import { walkingCases } from './walking.ts';
import { warningCases } from './warning.ts';
import { writeStatusCases } from './write-status.ts';
import { writingCases } from './writing.ts';

/** Cases of area CONF. */
export const confCases: readonly Case[] = [
  ...accessorCases,
  ...bindingCases,
  ...fieldOrderCases,
  ...goneCases,
  ...invalidCases,
  ...mergingCases,
  ...negativeOffsetCases,
  ...overWideCases,
  ...permissiveCases,
  ...readingCases,
  ...returnedCases,
  ...statusCases,
  ...uncoveredCases,
  ...validityCases,
  ...walkingCases,
  ...warningCases,
  ...writeStatusCases,
  ...writingCases,
  ...shortMemoryCases,
];
