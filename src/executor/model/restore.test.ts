import { describe, expect, it } from 'vitest';
import { targets } from '../../../fuzz/index.ts';
import { shippedDevices } from '../../campaign/device-files.ts';
import { isByteTarget, type Target } from '../../campaign/target.ts';
import { makeProfile, type Profile } from '../../changes/profiles.ts';
import { Snapshot } from '../../platform/snapshot.ts';
import { generateProgram, type Vocabulary } from '../../program/generate.ts';
import type { Setup } from '../../program/program.ts';
import { Random } from '../../program/random.ts';
import { ModelExecutor, notState } from './model-executor.ts';
import type { Testbed } from './testbed.ts';
import { graphDifferences } from './testing/graph.ts';

const library = shippedDevices();
const programTargets = targets.filter((target): target is Target => !isByteTarget(target));
const SETUPS = 4;
const PROGRAMS = 60;

function profileNamed(name: string): Profile {
  const made = makeProfile(name);
  if ('problem' in made) throw new Error(name);
  return made.profile;
}

/** How a testbed differs from another one. */
function differences(bed: Testbed, fresh: Testbed): string[] {
  return graphDifferences(bed, fresh, [...notState(bed), ...notState(fresh)]);
}

/** Plays random programs of a target on one set-up. */
function wear(executor: ModelExecutor, target: Target, setup: Setup, random: Random): void {
  for (let i = 0; i < PROGRAMS; i++) {
    const program = generateProgram(setup, target.vocabulary, target.longest, random);
    executor.run(program, i % 4 === 0 ? 'full' : 'digest');
  }
}

describe.each(['linux-6.1', 'hardened'])(
  'after any programs a restored testbed equals a fresh one in every field, profile %s',
  (name) => {
    const profile = profileNamed(name);

    it.each(programTargets.map((target, index) => [target.name, target, index] as const))(
      '%s',
      (_name, target, index) => {
        const random = new Random(index + 1);
        const executor = new ModelExecutor(library, profile);
        for (let i = 0; i < SETUPS; i++) {
          const setup = target.setup(library.names(), random);
          wear(executor, target, setup, random);
          const fresh = new ModelExecutor(library, profile).testbed(setup);
          expect(differences(executor.testbed(setup), fresh)).toEqual([]);
        }
      },
    );
  },
);

describe('the driver may come and go', () => {
  const profile = profileNamed('linux-6.1');
  const setups: Setup[] = [
    { topology: 'vpci', guests: 1, devices: [{ name: 'e1000e' }, { name: 'rtl8139' }], start: 'unloaded' },
    {
      topology: 'vpci',
      guests: 1,
      devices: [
        { name: 'e1000e', hostDriver: true, edgeTriggered: true },
        { name: 'rtl8139', copies: 3 },
      ],
      start: 'bound',
      pvh: true,
    },
  ];
  const vocabulary: Vocabulary = {
    kinds: [
      ['load', 6],
      ['unload', 3],
      ['toolstack', 3],
      ['frontend', 3],
      ['op', 3],
      ['bind', 1],
      ['driverBind', 2],
      ['driverUnbind', 2],
      ['driverOverride', 1],
      ['moduleParameter', 2],
      ['eventStatistic', 2],
      ['xenstore', 2],
      ['deviceOwner', 1],
      ['pciFlag', 1],
      ['physdev', 1],
      ['gsi', 1],
      ['dynamicDebug', 2],
      ['aer', 1],
    ],
    points: ['lock', 'xenstore'],
    pointSteps: ['run', 'load', 'unload', 'driverUnbind'],
    effectRate: 6,
    holdRate: 6,
  };

  it.each(setups)('$start', (setup) => {
    const random = new Random(5);
    const executor = new ModelExecutor(library, profile);
    for (let i = 0; i < 4 * PROGRAMS; i++) {
      const program = generateProgram(setup, vocabulary, 16, random);
      expect(executor.run(program, i % 4 === 0 ? 'full' : 'digest').crash?.kind).not.toBe('exception');
    }
    const fresh = new ModelExecutor(library, profile).testbed(setup);
    expect(differences(executor.testbed(setup), fresh)).toEqual([]);
  });
});

describe('the walk finds what was not restored', () => {
  const profile = profileNamed('linux-6.1');
  const setup: Setup = {
    topology: 'vpci',
    guests: 1,
    devices: [{ name: 'e1000e', guest: 0 }],
    start: 'connected',
  };
  const testbed = (): Testbed => new ModelExecutor(library, profile).testbed(setup);

  it('an object that the snapshot left out', () => {
    const bed = testbed();
    const image = new Snapshot([bed], [...notState(bed), bed.world.faults]);
    bed.world.faults.reset = 3;
    bed.kernel.allocated++;
    image.restore();
    expect(differences(bed, testbed())).toEqual(['.world.faults.reset: 3, not 0']);
  });

  it('bytes of a page', () => {
    const bed = testbed();
    bed.frontend(0).page.write16(8, 0x1234);
    expect(differences(bed, testbed())).toEqual([
      expect.stringMatching(/page\.bytes\.buffer\[8\]: 52, not /),
      expect.stringMatching(/page\.bytes\.buffer\[9\]: 18, not /),
    ]);
  });

  it('a property that was added, an element, an entry, an alias', () => {
    const pokes: [(bed: Testbed) => void, RegExp][] = [
      [(bed) => Object.assign(bed.driver, { added: 1 }), /\.driver\.added: only in the first graph/],
      [(bed) => bed.driver.devices.pop(), /\.driver\.devices\.length: 0, not 1$/m],
      [(bed) => bed.world.machine.lines.set(5, []), /\.machine\.lines entries\.length: /],
      [(bed) => Object.assign(bed.frontends[0] as object, { page: bed.kernel }), /\.page: /],
      [(bed) => Object.assign(bed.kernel, { hidden: new WeakMap() }), /hidden: only in the first graph/],
    ];
    for (const [poke, expected] of pokes) {
      const bed = testbed();
      poke(bed);
      expect(differences(bed, testbed()).join('\n')).toMatch(expected);
    }
  });

  it('objects that hide their state', () => {
    const hiding = (): object => ({ memory: new WeakMap(), steps: (function* () {})() });
    expect(graphDifferences(hiding(), hiding())).toEqual([
      '.memory: a WeakMap, which hides what it holds',
      '.steps: a Generator, which hides what it holds',
    ]);
  });
});
