import { drawSetup } from '../src/campaign/setups.ts';
import type { Target } from '../src/campaign/target.ts';
import { mostly, TELLING } from './devices.ts';
import { byteFuzzer } from './harness.ts';
import { bindPhrases, lifePhrases, modulePhrases, takenPhrases } from './phrases/life.ts';
import { powerPhrases } from './phrases/requests.ts';

/** Root's side of the module: loading with parameters, unloading, drivers that take devices from each other, statistics. */
export const target: Target = {
  name: 'module',
  title: 'the driver comes and goes, and devices change drivers, around guests',
  longest: 14,
  setup: (devices, random) => {
    const start = random.pick(['unloaded', 'unloaded', 'idle', 'bound', 'connected'] as const);
    return drawSetup(
      mostly(TELLING, devices, random),
      random.pick([1, 2]),
      1,
      start,
      () => 0,
      {
        stubOnly: 6,
        passthrough: 4,
        pvh: 6,
        withoutMsi: 8,
        hostDriver: 6,
        permissive: 6,
        interruptControl: 6,
      },
      random,
    );
  },
  vocabulary: {
    kinds: [
      ['load', 6],
      ['unload', 5],
      ['driverBind', 4],
      ['driverUnbind', 3],
      ['driverOverride', 2],
      ['moduleParameter', 2],
      ['eventStatistic', 3],
      ['dynamicDebug', 2],
      ['pciFlag', 2],
      ['physdev', 1],
      ['gsi', 1],
      ['bind', 3],
      ['unbind', 2],
      ['sysfs', 2],
      ['show', 2],
      ['toolstack', 4],
      ['frontend', 3],
      ['op', 4],
      ['interrupt', 1],
      ['fault', 4],
      ['deviceOwner', 1],
    ],
    prefer: {
      toolstack: { step: ['create', 'create', 'destroy', 'remove'] },
      fault: {
        what: [
          'alloc',
          'alloc',
          'alloc',
          'reset',
          'loadState',
          'enable',
          'xenstoreWrite',
          'vector',
          'configRead',
        ],
      },
      op: { cmd: [0, 1, 1, 2, 3, 4, 5] },
    },
    phrases: [
      ...bindPhrases,
      ...bindPhrases,
      ...takenPhrases,
      ...lifePhrases,
      ...modulePhrases,
      ...powerPhrases,
    ],
    phraseRate: 2,
    points: ['lock', 'config'],
    pointSteps: ['run', 'fault'],
    effectRate: 16,
    holdRate: 12,
  },
};

export const fuzz = byteFuzzer(target);
