import type { Case } from '../../src/conformance/case.ts';
import { abiCases } from './abi/index.ts';
import { aerCases } from './aer/index.ts';
import { capCases } from './cap/index.ts';
import { chgCases } from './chg/index.ts';
import { confCases } from './conf/index.ts';
import { docCases } from './doc/index.ts';
import { eoiCases } from './eoi/index.ts';
import { evtCases } from './evt/index.ts';
import { hdrCases } from './hdr/index.ts';
import { isrCases } from './isr/index.ts';
import { opsCases } from './ops/index.ts';
import { ptCases } from './pt/index.ts';
import { qrkCases } from './qrk/index.ts';
import { stubCases } from './stub/index.ts';
import { sysCases } from './sys/index.ts';
import { vpciCases } from './vpci/index.ts';
import { xbCases } from './xb/index.ts';

/** Every case that is a program. */
export const allCases: readonly Case[] = Object.freeze([
  ...abiCases,
  ...evtCases,
  ...confCases,
  ...hdrCases,
  ...capCases,
  ...opsCases,
  ...isrCases,
  ...xbCases,
  ...stubCases,
  ...sysCases,
  ...aerCases,
  ...vpciCases,
  ...ptCases,
  ...qrkCases,
  ...eoiCases,
  ...chgCases,
  ...docCases,
]);
