import type { Case } from '../../../src/conformance/case.ts';
import { attachCases } from './attach.ts';
import { closeCases } from './close.ts';
import { connectedCases } from './connected.ts';
import { detachCases } from './detach.ts';
import { entryCases } from './entries.ts';
import { exportCases } from './export.ts';
import { failedExportCases } from './failed-export.ts';
import { lookingCases } from './looking.ts';
import { nameCases } from './names.ts';
import { numberCases } from './numbers.ts';
import { ownerCases } from './owner.ts';
import { ownerZeroCases } from './owner-zero.ts';
import { pageChannelCases } from './page-channel.ts';
import { probeCases } from './probe.ts';
import { reconfigureCases } from './reconfigure.ts';
import { removalCases } from './removal.ts';
import { reportCases } from './reports.ts';
import { rightsCases } from './rights.ts';
import { rootCases } from './roots.ts';
import { setupCases } from './setup.ts';
import { setupDeviceCases } from './setup-devices.ts';
import { stateCases } from './states.ts';
import { toolstackCases } from './toolstack.ts';
import { watchCases } from './watch.ts';

/** Cases of area XB. */
export const xbCases: readonly Case[] = [
  ...attachCases,
  ...closeCases,
  ...connectedCases,
  ...detachCases,
  ...entryCases,
  ...exportCases,
  ...failedExportCases,
  ...nameCases,
  ...numberCases,
  ...ownerCases,
  ...pageChannelCases,
  ...probeCases,
  ...reconfigureCases,
  ...removalCases,
  ...reportCases,
  ...rightsCases,
  ...rootCases,
  ...setupDeviceCases,
  ...setupCases,
  ...stateCases,
  ...toolstackCases,
  ...watchCases,
  ...lookingCases,
  ...ownerZeroCases,
];
