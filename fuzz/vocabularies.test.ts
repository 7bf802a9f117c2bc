import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dumpFiles, shippedDevices, shippedFolder } from '../src/campaign/device-files.ts';
import { isByteTarget, type Target } from '../src/campaign/target.ts';
import { buildLayout } from '../src/platform/pci/build-layout.ts';
import type { RegisterLayout } from '../src/platform/pci/layout.ts';
import { generateProgram } from '../src/program/generate.ts';
import { Random } from '../src/program/random.ts';
import { formatProgram, parseProgram } from '../src/program/schema.ts';
import { EACH_MODE, mostly, SHIPPED, TELLING, WITH_MSIX } from './devices.ts';
import { targets } from './index.ts';

const library = shippedDevices();
const programTargets = targets.filter((target): target is Target => !isByteTarget(target));

const layoutOf = (name: string): RegisterLayout => {
  const device = library.get(name);
  if (device === undefined) throw new Error(`there is no device ${name}`);
  return buildLayout(device.description);
};

describe('devices that targets prefer', () => {
  it('are shipped, and have what is said of them', () => {
    expect(WITH_MSIX.filter((name) => layoutOf(name).msix === null)).toEqual([]);
    const modes = EACH_MODE.map(layoutOf).map(({ msi, msix }) => [msi > 0, msix !== null]);
    expect(modes).toEqual([
      [true, true],
      [true, true],
      [false, false],
    ]);
    expect(TELLING.filter((name) => layoutOf(name).headerType !== 0)).toEqual([]);
    const has = (test: (layout: RegisterLayout) => boolean) => TELLING.some((name) => test(layoutOf(name)));
    expect([
      has(({ msi }) => msi > 0),
      has(({ msi, msix }) => msi === 0 && msix === null),
      has(({ pm }) => pm > 0),
      has(({ resetMethods }) => resetMethods.includes('flr')),
    ]).toEqual([true, true, true, true]);
  });

  it('are told from what was handed in by the names of the shipped dumps', () => {
    expect(SHIPPED).toEqual(dumpFiles(shippedFolder()).map((file) => basename(file, '.lspci')));
  });

  it('are left out two times in three, where enough were handed in', () => {
    const random = new Random(1);
    const names = ['e1000e', 'multifunction#0c:05.1', 'mine', 'mine-2', 'mine-3'];
    const isMine = (drawn: readonly string[]): boolean => drawn.every((name) => name.startsWith('mine'));
    const drawn = Array.from({ length: 300 }, () => mostly(TELLING, names, random)).filter(isMine);
    expect(drawn.length).toBeGreaterThan(170);
    expect(drawn.length).toBeLessThan(230);
    expect(Array.from({ length: 50 }, () => mostly(TELLING, names.slice(0, 4), random)).some(isMine)).toBe(
      false,
    );
  });

  it('are drawn mostly, the others too, and all where there are none of them', () => {
    const random = new Random(1);
    const names = ['e1000e', 'pcnet~00000000', 'multifunction#0c:05.1'];
    const drawn = Array.from({ length: 300 }, () => mostly(TELLING, names, random).length);
    expect(drawn.filter((length) => length === 1).length).toBeGreaterThan(150);
    expect(drawn.filter((length) => length === 3).length).toBeGreaterThan(60);
    expect(mostly(TELLING, ['edge'], random)).toEqual(['edge']);
    const handedIn = [...names, 'card', 'card#03:00.0'];
    const smallest = Array.from({ length: 30 }, () => mostly(TELLING, handedIn, random).join(' ')).sort()[0];
    expect(smallest).toBe('e1000e card card#03:00.0');
    for (let i = 0; i < 30; i++) expect(mostly(TELLING, names, random, 2)).toBe(names);
  });
});

describe.each(programTargets)('target $name', (target) => {
  const random = new Random(7);
  const programs = Array.from({ length: 600 }, () =>
    generateProgram(target.setup(library.names(), random), target.vocabulary, target.longest, random),
  );

  it('plays each of its phrases', () => {
    const { phrases = [] } = target.vocabulary;
    const said = (one: (typeof programs)[number]): string =>
      one.actions.map((action) => JSON.stringify(action)).join();
    const texts = programs.map(said);
    const phrase = (steps: (typeof phrases)[number]): string =>
      steps.map((step) => JSON.stringify(step)).join();
    expect(phrases.length).toBeGreaterThan(0);
    expect(phrases.map(phrase).filter((text) => !texts.some((whole) => whole.includes(text)))).toEqual([]);
  });

  it('places each of its interruptions', () => {
    const { interruptions = [] } = target.vocabulary;
    const placed = new Set(
      programs.flatMap(({ actions }) =>
        actions.flatMap(({ at = [] }) => at.map((one) => JSON.stringify(one))),
      ),
    );
    expect(interruptions.filter((one) => !placed.has(JSON.stringify(one)))).toEqual([]);
  });

  it('plays valid programs, no longer than it says', () => {
    for (const program of programs.slice(0, 60)) {
      expect(program.actions.length).toBeLessThanOrEqual(target.longest);
      expect(parseProgram(formatProgram(program))).toEqual({ program });
    }
  });
});

describe('files of the host', () => {
  it('are read as well as written: without a value a step reads', () => {
    const module = programTargets.find(({ name }) => name === 'module') as Target;
    const random = new Random(7);
    const written = new Set<string>();
    for (let i = 0; i < 300; i++) {
      const setup = module.setup(library.names(), random);
      for (const step of generateProgram(setup, module.vocabulary, module.longest, random).actions) {
        if (step.do === 'eventStatistic' || step.do === 'moduleParameter')
          written.add(`${step.do} ${step.value !== undefined}`);
      }
    }
    expect([...written].sort()).toEqual([
      'eventStatistic false',
      'eventStatistic true',
      'moduleParameter false',
      'moduleParameter true',
    ]);
  });
});
