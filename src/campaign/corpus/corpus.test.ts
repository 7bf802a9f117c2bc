import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { target as doubleFetch } from '../../../fuzz/double-fetch.ts';
import { Ev } from '../../platform/recorder.ts';
import { generateProgram } from '../../program/generate.ts';
import type { Program } from '../../program/program.ts';
import { Random } from '../../program/random.ts';
import { scratchFolders } from '../../testing/scratch.ts';
import { shippedDevices } from '../device-files.ts';
import { Judge } from '../judge.ts';
import { campaign, events, judgeOf, library, program, target } from '../testing/bench.ts';
import { bytesOfProgram, programOfBytes } from './bytes.ts';
import { CorpusDevices } from './devices.ts';
import { type CorpusEntry, corpusText } from './entry.ts';
import { corpusFiles, loadCorpus } from './load.ts';
import { keyOf, mergeCorpus, readControl } from './merge.ts';
import { minimizeCorpus } from './minimize.ts';
import { Reach } from './reach.ts';
import { CorpusStore } from './store.ts';
import { verifyCorpus } from './verify.ts';

let folder: string;
scratchFolders((made) => {
  folder = made;
});

const files = {
  makeFolder: (path: string) => void mkdirSync(path, { recursive: true }),
  write: (path: string, content: string) => writeFileSync(path, content),
};
const shipped = shippedDevices();
const storeIn = (place: string, from = library) => new CorpusStore(place, files, from, shipped);
const load = (place = folder, from = library) => loadCorpus(place, ['msi-only', 'other'], from, {});
const programs: Program[] = [
  program({ do: 'op', cmd: 2 }),
  program({ do: 'op', cmd: 4, value: 2 }),
  program({ do: 'op', cmd: 2 }, { do: 'op', cmd: 4, value: 2 }),
  program({ do: 'notify', times: 1 }, { do: 'op', cmd: 0, offset: 0, size: 4 }, { do: 'op', cmd: 2 }),
];

describe('a corpus on disk', () => {
  it('holds each program once, in a file named by its hash', () => {
    const store = storeIn(folder);
    const first = store.save('msi-only', programs[0] as Program);
    expect(first.added).toBe(true);
    expect(store.save('msi-only', { ...(programs[0] as Program) })).toEqual({ id: first.id, added: false });
    const [file] = corpusFiles(folder);
    const text = readFileSync(file?.file ?? '', 'utf8');
    expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe(first.id);
    expect(file).toMatchObject({ id: first.id, target: 'msi-only' });
  });

  it('gives programs back under the names of the library, the dumps of its devices beside them', () => {
    for (const one of programs) storeIn(folder).save('msi-only', one);
    const { entries, warnings } = load();
    expect(warnings).toEqual([]);
    expect(entries.map((entry) => corpusText(entry.program)).sort()).toEqual(programs.map(corpusText).sort());
    expect(readdirSync(join(folder, 'msi-only')).filter((name) => name.endsWith('.lspci'))).toHaveLength(1);
    const elsewhere = load(folder, shipped);
    expect(elsewhere.warnings).toEqual([]);
    const [name = ''] = elsewhere.entries[0]?.program.setup.devices.map((device) => device.name) ?? [];
    expect(name).toMatch(/-[0-9a-f]{8}\.lspci$/);
    expect(elsewhere.library.get(name)).toBeDefined();
    // Saved once more from there it is the same file.
    const { program: again = programs[0], id } = elsewhere.entries[0] ?? {};
    expect(storeIn(folder, elsewhere.library).save('msi-only', again as Program)).toEqual({
      id,
      added: false,
    });
  });

  it('warns of files that are none of it, in a line each, and leaves them', () => {
    const { id } = storeIn(folder).save('msi-only', programs[0] as Program);
    const good = readFileSync(join(folder, 'msi-only', `${id}.json`), 'utf8');
    const place = join(folder, 'msi-only');
    writeFileSync(join(place, '0000000000000000.json'), good);
    writeFileSync(join(place, 'cut.json'), good.slice(0, 40));
    writeFileSync(join(place, 'loose.json'), JSON.stringify(JSON.parse(good)));
    writeFileSync(join(place, '.abc.json.0123456789ab'), 'half');
    mkdirSync(join(folder, 'no-target'));
    writeFileSync(join(folder, 'no-target', 'x.json'), good);
    const before = readdirSync(place);
    const { entries, warnings } = load();
    expect(entries.map((entry) => entry.id)).toEqual([id]);
    expect(warnings.map(({ problem }) => problem)).toEqual([
      `its name does not fit its content, which is ${id}`,
      expect.stringContaining('this is not JSON'),
      'it is not in canonical form',
      "there is no target 'no-target'",
    ]);
    expect(readdirSync(place)).toEqual(before);
  });
});

describe('a campaign with a corpus', () => {
  it('saves a program before it counts, and ends when that fails', () => {
    const saved: string[] = [];
    let counted = -1;
    const made = campaign([], {
      runs: 100,
      save(name, one) {
        if (saved.length === 3) {
          counted = made.progress().corpus;
          throw Object.assign(new Error('full'), { code: 'ENOSPC' });
        }
        saved.push(`${name} ${corpusText(one)}`);
      },
    });
    expect(() => events(made)).toThrow('full');
    expect(counted).toBe(3);
    expect(made.progress().corpus).toBe(3);
    expect(new Set(saved).size).toBe(3);
  });

  it('goes on with one: what it shows is nothing new any more', () => {
    const kept: { target: string; program: Program }[] = [];
    const first = campaign([], { runs: 150, save: (name, one) => kept.push({ target: name, program: one }) });
    events(first);
    const second = campaign([], { runs: 0, corpus: kept });
    const [loaded] = events(second).filter(({ kind }) => kind === 'load');
    expect(loaded).toEqual({
      kind: 'load',
      programs: kept.length,
      kept: kept.length,
      features: first.progress().features,
    });
    const third = campaign([], { runs: 150, corpus: kept });
    expect(events(third).filter(({ kind }) => kind === 'new').length).toBeLessThan(kept.length);
    expect(third.progress().corpus).toBeGreaterThanOrEqual(kept.length);
  });
});

const entryOf = (one: Program, index: number): CorpusEntry => ({
  file: `f${index}`,
  target: 'msi-only',
  id: index.toString(16).padStart(16, '0'),
  program: one,
});
const reach = () => new Reach(judgeOf());
const featuresOf = (list: readonly Program[]) => {
  const all = reach();
  for (const one of list) all.add(one);
  return all.count;
};

describe('merge', () => {
  const noted = () => {
    const seen = new Set<string>();
    return { seen, note: (key: string) => void seen.add(key) };
  };

  it('adds what shows something new, and nothing a second time', () => {
    const saved: Program[] = [];
    const output = { entries: [], save: (_target: string, one: Program) => saved.push(one) };
    const inputs = [...programs, { ...(programs[0] as Program) }].map(entryOf);
    const merged = mergeCorpus(output, [...inputs, ...inputs], reach(), noted());
    expect(merged).toMatchObject({
      looked: 5,
      skipped: 0,
      added: saved.length,
      featuresBefore: 0,
      stopped: false,
    });
    expect(saved.length).toBeLessThan(5);
    expect(featuresOf(saved)).toBe(featuresOf(programs));
    const entries = saved.map((one) => inputs.find((entry) => entry.program === one) as CorpusEntry);
    expect(mergeCorpus({ entries, save: () => expect.fail() }, inputs, reach(), noted()).added).toBe(0);
  });

  it('stopped and run again looks at the rest alone, with the same result', () => {
    const whole: Program[] = [];
    const inputs = programs.map(entryOf);
    mergeCorpus({ entries: [], save: (_t, one) => whole.push(one) }, inputs, reach(), noted());
    const saved: Program[] = [];
    const control = noted();
    const save = (_target: string, one: Program) => saved.push(one);
    let asked = 0;
    const half = mergeCorpus({ entries: [], save }, inputs, reach(), control, () => ++asked > 2);
    expect(half.stopped).toBe(true);
    expect(control.seen.size).toBe(2);
    const entries = saved.map((one) => inputs.find((entry) => entry.program === one) as CorpusEntry);
    const rest = mergeCorpus({ entries, save }, inputs, reach(), control);
    expect(rest.stopped).toBe(false);
    expect(rest.skipped + entries.length).toBeGreaterThanOrEqual(2);
    expect(saved).toEqual(whole);
  });

  it('reads what a killed merge noted, without a last line that was cut', () => {
    const key = keyOf(entryOf(programs[0] as Program, 5));
    expect(readControl(`# header\n${key}\n${key.slice(0, 12)}`)).toEqual(new Set([key]));
  });
});

describe('minimize', () => {
  it('keeps few programs that show the same, until none can be dropped', () => {
    const kept: Program[] = [];
    events(campaign([], { runs: 300, save: (_t, one) => kept.push(one) }));
    const result = minimizeCorpus(kept.map(entryOf), reach);
    expect(result.features).toBe(featuresOf(kept));
    expect(featuresOf(result.kept.map((entry) => entry.program))).toBe(result.features);
    expect(result.kept.length).toBeLessThan(kept.length);
    expect(result.kept.length + result.dropped.length).toBe(kept.length);
    expect(minimizeCorpus(result.kept, reach).dropped).toEqual([]);
  });
});

describe('verify', () => {
  const verdicts = (makeJudge: () => Judge) =>
    [...verifyCorpus(corpusFiles(folder), ['msi-only'], new CorpusDevices(library, {}), makeJudge)].map(
      ({ verdict, problem }) => problem ?? verdict,
    );

  it('finds good files good, and says what is wrong with others', () => {
    for (const one of programs) storeIn(folder).save('msi-only', one);
    writeFileSync(join(folder, 'msi-only', 'zz.json'), '{');
    expect(verdicts(() => judgeOf())).toEqual([
      ...programs.map(() => 'good'),
      expect.stringContaining('JSON'),
    ]);
  });

  it('notices an executor that does not do the same twice', () => {
    storeIn(folder).save('msi-only', programs[0] as Program);
    let clock = 0;
    const drifting = () => {
      const { executor } = judgeOf();
      return new Judge(
        {
          name: 'drifting',
          sees: executor.sees,
          run(one, form) {
            const execution = executor.run(one, form);
            execution.log.emit(Ev.Log, clock++);
            return execution;
          },
        },
        [],
      );
    };
    expect(verdicts(drifting)).toEqual(['it does not do the same twice']);
  });
});

describe('bytes for other engines', () => {
  const names = shipped.names();

  it('mean the program again, whichever set-up it has', () => {
    const random = new Random(7);
    const forms = new Set<string>();
    for (let i = 0; i < 60; i++) {
      const setup = doubleFetch.setup(names, i % 2 === 0 ? new Random(i & 7) : random);
      const one = generateProgram(setup, doubleFetch.vocabulary, doubleFetch.longest, random);
      const bytes = bytesOfProgram(doubleFetch, one, names);
      const form = bytes?.[0] === 0x50 ? 'whole' : 'four bytes';
      if (i % 2 === 0) expect(form).toBe('four bytes');
      forms.add(form);
      expect(corpusText(programOfBytes(doubleFetch, bytes as Uint8Array, names))).toBe(corpusText(one));
    }
    expect([...forms].sort()).toEqual(['four bytes', 'whole']);
  });

  it('there are none for devices that only a library of one has', () => {
    expect(bytesOfProgram(target, programs[0] as Program, names)).toBeUndefined();
  });

  it('any bytes at all are some program on devices that there are', () => {
    for (const bytes of ['', 'PR', 'PR\x01\x00\x00\x01\x00\x01\x03foo\x00\x00\x00', 'AAAAAAAAAAAA']) {
      const { setup } = programOfBytes(doubleFetch, Buffer.from(bytes), names);
      for (const device of setup.devices) expect(names).toContain(device.name);
    }
  });
});
