import type { DriverAttribute } from './attribute.ts';
import { allowInterruptControl, permissive } from './grants.ts';
import { irqHandlerState, irqHandlers } from './irq-handlers.ts';
import { newSlot, removeSlot, slots } from './match-list.ts';
import { quirks } from './quirks.ts';

/** The driver's attributes in the order of their creation at load (6.2). */
export const driverAttributes: readonly DriverAttribute[] = Object.freeze([
  newSlot,
  removeSlot,
  slots,
  quirks,
  permissive,
  allowInterruptControl,
  irqHandlers,
  irqHandlerState,
]);
