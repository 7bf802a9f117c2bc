import type { Phrase } from '../../src/program/generate.ts';

/* How guests and devices come and go. */

/** A guest comes, goes, comes again; goes while interrupts are on. */
export const lifePhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [
    { do: 'toolstack', step: 'create' },
    { do: 'frontend', step: 'publish' },
  ],
  [{ do: 'toolstack', step: 'destroy' }],
  [
    { do: 'frontend', step: 'enable' },
    { do: 'toolstack', step: 'destroy' },
  ],
  [
    { do: 'op', cmd: 2 },
    { do: 'toolstack', step: 'destroy' },
  ],
  [
    { do: 'toolstack', step: 'destroy' },
    { do: 'toolstack', step: 'create' },
    { do: 'frontend', step: 'publish' },
  ],
  [{ do: 'node', name: 'state', value: '5' }],
  [
    { do: 'frontend', step: 'close' },
    { do: 'frontend', step: 'restart' },
  ],
]);

/** A guest comes whose page cannot be mapped, or whose channel cannot be bound. */
export const refusedPhrases: readonly Phrase[] = Object.freeze(
  (['grantMap', 'channelBind'] as const).map(
    (what): Phrase => [
      { do: 'toolstack', step: 'destroy' },
      { do: 'toolstack', step: 'create' },
      { do: 'fault', what },
      { do: 'frontend', step: 'publish' },
    ],
  ),
);

/** Devices come to a guest that is there, one that was built without any among them, or is about to be; and go. */
export const hotplugPhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [
    { do: 'toolstack', step: 'create', device: 7 },
    { do: 'frontend', step: 'publish' },
    { do: 'toolstack', step: 'add' },
    { do: 'frontend', step: 'service' },
  ],
  [
    { do: 'toolstack', step: 'destroy' },
    { do: 'toolstack', step: 'create', device: 7 },
    { do: 'toolstack', step: 'add' },
    { do: 'frontend', step: 'publish' },
  ],
  [
    { do: 'toolstack', step: 'remove' },
    { do: 'frontend', step: 'service' },
    { do: 'toolstack', step: 'reap' },
  ],
]);

/** A device is bound and handed on, for the first time or again. */
export const bindPhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [{ do: 'bind' }, { do: 'toolstack', step: 'create' }, { do: 'frontend', step: 'publish' }],
  [
    { do: 'toolstack', step: 'destroy' },
    { do: 'unbind' },
    { do: 'bind' },
    { do: 'toolstack', step: 'create' },
  ],
  [{ do: 'unbind' }, { do: 'bind' }],
]);

/** A device is taken from under a guest that works with it. */
export const takenPhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [{ do: 'unbind' }, { do: 'op', cmd: 0 }],
  [{ do: 'unbind' }, { do: 'interrupt' }],
  [{ do: 'driverUnbind' }, { do: 'op', cmd: 0 }],
]);

/** The module is loaded, with or without what was asked for; a driver of the host takes a device and gives it back. */
export const modulePhrases: readonly Phrase[] = Object.freeze<Phrase[]>([
  [
    { do: 'load', hide: '({0})' },
    { do: 'toolstack', step: 'create' },
    { do: 'frontend', step: 'publish' },
  ],
  [{ do: 'load' }, { do: 'bind' }],
  [{ do: 'toolstack', step: 'destroy' }, { do: 'toolstack', step: 'reap' }, { do: 'unload' }],
  [{ do: 'unload' }, { do: 'load' }],
  [
    { do: 'driverOverride', driver: 'pciback' },
    { do: 'driverBind', driver: 'pciback' },
  ],
  [{ do: 'driverUnbind' }, { do: 'driverBind', driver: 'host' }],
  [
    { do: 'dynamicDebug', module: 'pciback', state: 'on' },
    { do: 'op', cmd: 0 },
  ],
]);
