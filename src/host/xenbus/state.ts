import { EAGAIN } from '../../abi/errno.ts';
import { XenbusStateClosing, XenbusStateUnknown } from '../../abi/xenbus.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Kernel } from '../kernel.ts';
import { LogLevel } from '../log.ts';
import type { XenbusDevice } from './device.ts';
import type { XenbusStore } from './store.ts';

/** Longest text of an error report: one page with its terminator. */
const MAX_TEXT = 4095;

/** State of either end as its node says; unreadable counts as Unknown (XB-05). */
export function readDriverState(store: XenbusStore, dir: string): number {
  const values = store.scan(dir, 'state', '%d');
  return typeof values === 'number' ? XenbusStateUnknown : (values[0] as number);
}

/**
 * Writes the device's own state, in a transaction that reads the node first: equal to the last state written
 * means no write (XB-07), a missing node means none either (XB-08). A conflict is tried again.
 */
export function switchState(kernel: Kernel, xdev: XenbusDevice, state: number): void {
  switchStateAt(kernel, xdev, state, 0);
}

/** @param depth nesting of error reports: the second failure in a row is no longer fatal by itself */
function switchStateAt(kernel: Kernel, xdev: XenbusDevice, state: number, depth: number): void {
  if (xdev.state === state) return;
  const store = kernel.xenbus;
  for (;;) {
    const tx = store.begin();
    if (typeof tx === 'number') {
      switchFailed(kernel, xdev, depth, tx, 'transaction of the new state cannot begin');
      return;
    }
    const present = typeof store.scan(xdev.nodename, 'state', '%d', tx) !== 'number';
    let written = 0;
    if (present) {
      written = store.write(xdev.nodename, 'state', String(state), tx);
      if (written !== 0) switchFailed(kernel, xdev, depth, written, 'new state cannot be written');
    }
    const commit = present && written === 0;
    const err = store.end(tx, !commit);
    if (err === -EAGAIN && commit) continue;
    if (err !== 0) {
      switchFailed(kernel, xdev, depth, err, 'transaction of the new state cannot be ended');
      return;
    }
    xdev.state = state;
    if (commit) kernel.emit(Ev.StateSwitch, xdev.otherendId, state);
    return;
  }
}

function switchFailed(kernel: Kernel, xdev: XenbusDevice, depth: number, err: number, message: string): void {
  devError(kernel, xdev, err, message);
  if (depth === 0) switchStateAt(kernel, xdev, XenbusStateClosing, 1);
}

/**
 * Reports an error: a log line, and `<errno> <message>` in key `error` under `error/<nodename>` (XB-60).
 * @param err negative errno, or another negative status (XB-23); shown without its sign
 */
export function devError(kernel: Kernel, xdev: XenbusDevice, err: number, message: string): void {
  const text = `${-err} ${message}`.slice(0, MAX_TEXT);
  kernel.log.print(LogLevel.Err, `pciback ${xdev.name}: ${text}`, xdev.otherendId);
  const written = kernel.xenbus.write(`error/${xdev.nodename}`, 'error', text);
  if (written !== 0) {
    kernel.log.print(LogLevel.Err, `pciback ${xdev.name}: error node cannot be written`, xdev.otherendId);
  }
}

/**
 * Reports an error and switches the device to Closing (XB-60). Nothing is unmapped or given back (XB-61).
 * @returns `err`, for the caller to fail with
 */
export function devFatal(kernel: Kernel, xdev: XenbusDevice, err: number, message: string): number {
  devError(kernel, xdev, err, message);
  switchStateAt(kernel, xdev, XenbusStateClosing, 0);
  return err;
}
