import { card } from '../../../backend/stub/testing/card.ts';
import type { LibraryDevice } from '../../../executor/device-library.ts';
import {
  sampleBridge,
  sampleConventional,
  sampleEndpoint,
} from '../../../platform/pci/testing/sample-functions.ts';
import { oddDevices } from './odd-devices.ts';

/**
 * Small devices with known registers: `nic` and `nic-2` reset by FLR, `pm-nic` by power management, `plain` not at all
 * and has no capability; `left-on`, with MASTER set by the firmware, and `no-line` with INTX_DISABLE, have no reset either.
 */
export const smallDevices: readonly LibraryDevice[] = [
  { name: 'nic', description: sampleEndpoint() },
  { name: 'nic-2', description: sampleEndpoint({ slot: 1 }) },
  { name: 'pm-nic', description: sampleEndpoint({ flr: false }) },
  { name: 'plain', description: sampleConventional() },
  { name: 'bridge', description: sampleBridge(0x60, 0x60) },
  { name: 'left-on', description: card({ at: '05:00.0', command: 7, reset: 'none' }) },
  { name: 'no-line', description: card({ at: '06:00.0', command: 0x400, reset: 'none', irq: 0 }) },
  ...oddDevices,
].map((device) => ({ ...device, companions: [] }));
