import { hardware } from '../../../src/conformance/actions.ts';
import { cases } from '../../../src/conformance/case.ts';
import type { DeviceFacts } from '../../../src/conformance/device-facts.ts';
import { observed, registers } from '../../../src/conformance/expect.ts';
import * as need from '../../../src/conformance/need.ts';
import { buildLayout } from '../../../src/platform/pci/build-layout.ts';
import { HostCall } from '../../../src/platform/recorder.ts';
import { bind, unbind } from '../sys/files.ts';
import { asked } from './steps.ts';

/* STUB-35: the control words of PCI Express that a bind keeps and a return restores. */

/** Offsets in the capability: device, link, slot, root, device 2, link 2, slot 2. */
const all = [0x08, 0x10, 0x18, 0x1c, 0x28, 0x30, 0x38];

/** Which of them a function has, by its flags word: version, port type, slot. */
const byFlags: Readonly<Record<number, readonly number[]>> = {
  1: [0x08, 0x10], // endpoint, version 1
  2: [0x08, 0x10, 0x28, 0x30], // endpoint
  274: [0x08, 0x10, 0x28, 0x30], // legacy endpoint that claims a slot
  65: [0x08, 0x10, 0x1c], // root port without a slot, version 1
  322: [0x08, 0x10, 0x18, 0x1c, 0x28, 0x30, 0x38], // root port with a slot
  82: [0x08, 0x10, 0x28, 0x30], // upstream port of a switch
  354: [0x08, 0x10, 0x18, 0x28, 0x30, 0x38], // downstream port with a slot
  114: [0x08, 0x10, 0x28, 0x30], // bridge to PCI
  146: [0x08, 0x28], // endpoint inside the root complex
  162: [0x08, 0x1c, 0x28], // event collector
};
const flags = (d: DeviceFacts): number => d.word(d.express + 2);
const kept = (d: DeviceFacts): readonly number[] => byFlags[flags(d)] ?? [];

/** A port type that the table above knows. */
const express = need.all(
  need.that((d) => d.express !== 0, 'has no PCI Express capability'),
  need.that((d) => flags(d) in byFlags, 'is of a port type that the table does not have'),
);
const ofFlags = (value: number) =>
  need.all(
    express,
    need.that((d) => flags(d) === value, `has not the flags 0x${value.toString(16)}`),
  );

/** The lowest bit that can be written of each word that is kept, as `[offset in the capability, bit]`. */
const writable = (d: DeviceFacts): [number, number][] => {
  const mask = buildLayout(d.description).writable;
  return kept(d).flatMap((at): [number, number][] => {
    const low = (mask[d.express + at] ?? 0) | ((mask[d.express + at + 1] ?? 0) << 8);
    const bit = low & -low & 0x7fff;
    return bit === 0 ? [] : [[at, bit]];
  });
};

/** Words of the capability that the host reads while it saves the state, as `[offset in the capability, bytes]`. */
const savedWords = (capability: number, device: number, words: readonly number[]) =>
  observed(
    'control words read by the saving of the state at bind',
    ['host-effects'],
    (seen) => {
      let saving = false;
      return seen
        .inOrder(['HostEnter', 'HostExit', 'ConfigRead'], 0)
        .flatMap(([name, { a, b, c }]): [number, number][] => {
          if (a !== seen.functionIndex(device)) return [];
          if (name !== 'ConfigRead') {
            if (b === HostCall.SaveState) saving = name === 'HostEnter';
            return [];
          }
          return saving && all.includes(b - capability) ? [[b - capability, c]] : [];
        });
    },
    words.map((at) => [at, 2]),
  );
const saved = (d: DeviceFacts) => savedWords(d.express, 0, kept(d));

const idle = { start: 'idle' } as const;

/** One case for each kind, so that a run on few devices has them all. */
const kinds: readonly [number: 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11, flags: number, kind: string][] = [
  [3, 0x0002, 'an endpoint'],
  [4, 0x0001, 'an endpoint of version 1'],
  [5, 0x0112, 'a legacy endpoint that claims a slot'],
  [6, 0x0041, 'a root port of version 1 without a slot'],
  [7, 0x0142, 'a root port with a slot'],
  [8, 0x0052, 'the upstream port of a switch'],
  [9, 0x0162, 'the downstream port of a switch with a slot'],
  [10, 0x0072, 'a bridge from PCI Express to PCI'],
  [11, 0x00a2, 'an event collector'],
];

export const expressCases = cases(
  {
    id: 'STUB-35/12',
    title: 'of a capability that does not fit the words are kept that do',
    on: 'one',
    setup: { start: 'idle', others: [{ name: 'odd#12:01.0' }] },
    steps: () => [bind(1)],
    expect: () => [savedWords(0xe0, 1, [0x08, 0x10])],
  },
  {
    id: 'STUB-35/13',
    title: 'of a bridge from PCI to PCI Express a bind keeps the control words of device and link',
    on: 'one',
    setup: { start: 'idle', others: [{ name: 'odd#12:03.0' }] },
    steps: () => [bind(1)],
    expect: () => [savedWords(0x40, 1, [0x08, 0x10, 0x28, 0x30])],
  },
  ...kinds.map(([number, value, kind]) => ({
    id: `STUB-35/${number}` as const,
    title: `of ${kind} a bind keeps the control words that it has, and a return restores them`,
    on: 'each' as const,
    needs: ofFlags(value),
    setup: idle,
    steps: (d: DeviceFacts) => [
      bind(),
      ...writable(d).map(([at, bit]) => hardware(d.express + at, 2, d.word(d.express + at) ^ bit)),
      unbind(),
      bind(),
    ],
    expect: (d: DeviceFacts) => [
      saved(d),
      asked(['reset', 'restore', ...(d.msix === 0 ? [] : ['withdraw MSI-X'])], writable(d).length + 1),
      registers(
        Object.fromEntries(kept(d).map((at) => [d.express + at, [2, d.word(d.express + at)] as const])),
      ),
    ],
  })),
);
