import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionArbitrary, programArbitrary } from './arbitraries.ts';
import { decodeProgram, encodeProgram, programFromBytes } from './binary.ts';
import { generateProgram, generateStep, type Vocabulary } from './generate.ts';
import { kindNames } from './kinds.ts';
import { mutateProgram } from './mutate.ts';
import type { Program, Setup } from './program.ts';
import { Random } from './random.ts';
import { formatProgram, parseProgram } from './schema.ts';
import { shrinkProgram } from './shrink.ts';

const setup: Setup = {
  topology: 'vpci',
  guests: 2,
  devices: [{ name: 'e1000e', guest: 0, permissive: true }, { name: 'nvme' }],
  start: 'connected',
};

/** Every switch there is. */
const everySwitch: Setup = {
  topology: 'passthrough',
  permissive: true,
  stubOnly: true,
  notInitialDomain: true,
  pvh: true,
  withoutMsi: true,
  guests: 1,
  devices: [
    { name: 'nvme', guest: 0, permissive: true, interruptControl: true, hostSharesLine: true, copies: 33 },
    { name: 'e1000e', hostDriver: true, edgeTriggered: true },
  ],
  start: 'unloaded',
};

const vocabulary: Vocabulary = {
  kinds: kindNames.map((kind) => [kind, 1] as const),
  points: ['fetch', 'store', 'config', 'lock'],
  pointSteps: ['page', 'notify', 'run'],
  effectRate: 3,
  holdRate: 8,
};

const parsed = (json: string): Program => {
  const result = parseProgram(json);
  if ('problem' in result) throw new Error(`${result.problem.where}: ${result.problem.problem}`);
  return result.program;
};

describe('forms of a program', () => {
  it('go through JSON without loss', () => {
    fc.assert(
      fc.property(programArbitrary([setup, everySwitch]), (program) => {
        expect(parsed(formatProgram(program))).toEqual(program);
      }),
    );
  });

  it('go through the binary form without loss', () => {
    fc.assert(
      fc.property(programArbitrary([setup, everySwitch]), (program) => {
        expect(decodeProgram(encodeProgram(program))).toEqual(program);
      }),
    );
  });

  it('have one canonical JSON text, whatever the order of fields was', () => {
    const text = formatProgram({ setup, actions: [{ do: 'op', cmd: 1, size: 2, offset: 4, value: 7 }] });
    const shuffled = parsed(text.replace('"cmd":1,"offset":4', '"offset":4,"cmd":1'));
    expect(formatProgram(shuffled)).toBe(text);
  });

  it('refuse truncated or foreign bytes', () => {
    const bytes = encodeProgram({ setup, actions: [{ do: 'op', cmd: 1 }] });
    for (let length = 0; length < bytes.length; length++)
      expect(decodeProgram(bytes.subarray(0, length))).toBeUndefined();
    expect(decodeProgram(Uint8Array.of(...bytes, 0))).toBeUndefined();
  });

  it('keep the numbers that older binary programs were written with', () => {
    expect(kindNames.indexOf('run')).toBe(22);
    const bytes = [0x50, 0x52, 1, 0, 3, 1, 2, 1, 1, 0x61, 1, 7, 1, 22, 1, 4, 0, 0, 0];
    expect(decodeProgram(Uint8Array.from(bytes))).toEqual({
      setup: {
        topology: 'vpci',
        permissive: true,
        stubOnly: true,
        guests: 1,
        start: 'idle',
        devices: [{ name: 'a', guest: 0, permissive: true, interruptControl: true, hostSharesLine: true }],
      },
      actions: [{ do: 'run', task: 'any', guest: 0 }],
    });
  });

  it('make a valid program of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const program = programFromBytes(bytes, setup);
        expect(parsed(formatProgram(program))).toEqual(program);
      }),
    );
  });
});

describe('a program file that is wrong', () => {
  const problem = (json: string) => {
    const result = parseProgram(json);
    return 'problem' in result ? `${result.problem.where}: ${result.problem.problem}` : 'no problem';
  };
  it('names the place', () => {
    expect(problem('')).toContain('the file is empty');
    expect(problem('{"format":\n\n!}')).toContain('line 3: this is not JSON');
    const good = formatProgram({ setup, actions: [{ do: 'op', cmd: 1 }] });
    expect(problem(good)).toBe('no problem');
    expect(problem(good.replace('"cmd":1', '"cmd":-1'))).toContain('actions[0].cmd');
    expect(problem(good.replace('"cmd":1', '"cmd":1,"surprise":2'))).toContain('actions[0]');
    expect(problem(good.replace('"version": 1', '"version": 9'))).toContain('version');
  });
});

describe('generating, mutating, shrinking', () => {
  it('is the same for the same seed', () => {
    const make = () => generateProgram(setup, vocabulary, 16, new Random(7));
    expect(make()).toEqual(make());
    expect(make()).not.toEqual(generateProgram(setup, vocabulary, 16, new Random(8)));
  });

  it('draws no value that is only for programs that people write', () => {
    const random = new Random(3);
    const values = new Set<string>();
    for (let i = 0; i < 2000; i++) {
      const step = generateStep(random.pick(['fault', 'lineShared'] as const), vocabulary, random);
      for (const value of Object.values(step)) values.add(String(value));
    }
    for (const rare of ['xenstoreBegin', 'vector', 'unknown']) expect([...values]).not.toContain(rare);
    expect([...values]).toContain('loadState');
  });

  it('gives only valid programs', () => {
    const random = new Random(1);
    let program = generateProgram(setup, vocabulary, 16, random);
    for (let i = 0; i < 2000; i++) {
      const donor = generateProgram(setup, vocabulary, 16, random);
      program = mutateProgram(program, donor, vocabulary, 24, random);
      expect(program.actions.length).toBeLessThanOrEqual(24);
      if (i % 20 === 0) expect(parsed(formatProgram(program))).toEqual(program);
    }
  });

  it('shrinks to the one action that matters', () => {
    fc.assert(
      fc.property(fc.array(actionArbitrary, { minLength: 1, maxLength: 10 }), (actions) => {
        const fails = (program: Program) => program.actions.some((action) => action.do === 'vanish');
        let program: Program = { setup, actions: [...actions, { do: 'vanish', device: 1 }] };
        for (let progress = true; progress; ) {
          progress = false;
          for (const smaller of shrinkProgram(program)) {
            if (!fails(smaller)) continue;
            program = smaller;
            progress = true;
            break;
          }
        }
        expect(program.actions).toEqual([{ do: 'vanish' }]);
      }),
      { numRuns: 25 },
    );
  });
});
