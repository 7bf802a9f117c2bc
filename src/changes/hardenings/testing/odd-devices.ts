import { card } from '../../../backend/stub/testing/card.ts';
import type { FunctionDescription } from '../../../platform/pci/description.ts';
import {
  put,
  sampleBridge,
  sampleConventional,
  sampleEndpoint,
} from '../../../platform/pci/testing/sample-functions.ts';

const COMMAND = 0x04;

/** A function that keeps its COMMAND bits and takes no cache line size, so memory-write-invalidate cannot be enabled. */
function refusesInvalidate(): FunctionDescription {
  const description = sampleConventional({ bus: 7 });
  const writable = new Uint8Array(description.config.length);
  writable.set([0xff, 0x07], COMMAND);
  return { ...description, masks: { writable, w1c: new Uint8Array(writable.length) } };
}

/** A function whose ROM has a size but no address. */
function romWithoutAddress(): FunctionDescription {
  const rom = { index: 6, kind: 'rom' as const, address: 0, size: 0x10000, is64: false, prefetchable: false };
  return { ...sampleConventional({ bus: 8 }), regions: [rom] };
}

/** A root port with MSI. */
function bridgeWithMsi(): FunctionDescription {
  const description = sampleBridge(0x61, 0x61, 0x1d);
  const config = description.config.slice();
  put(config, 0x40, 2, 0x7001);
  put(config, 0x70, 4, 0x0080_5005);
  return { ...description, config };
}

/** Devices in which something is not as usual, by name. */
export const oddDevices: readonly { readonly name: string; readonly description: FunctionDescription }[] = [
  { name: 'refuses-mwi', description: refusesInvalidate() },
  { name: 'hidden-rom', description: romWithoutAddress() },
  { name: 'msi-bridge', description: bridgeWithMsi() },
  { name: 'malformed', description: card({ at: '09:00.0', malformed: true }) },
  { name: 'twin', description: sampleEndpoint({ bus: 0x0a }) },
  { name: 'segment-1', description: { ...sampleEndpoint({ bus: 0x0b }), domain: 1 } },
];
