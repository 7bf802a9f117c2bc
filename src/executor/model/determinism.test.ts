import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { targets } from '../../../fuzz/index.ts';
import { shippedDevices } from '../../campaign/device-files.ts';
import { isByteTarget, type Target } from '../../campaign/target.ts';
import { makeProfile } from '../../changes/profiles.ts';
import { generateProgram } from '../../program/generate.ts';
import { MAX_COPIES, type Program, type Setup } from '../../program/program.ts';
import { Random } from '../../program/random.ts';
import { type EventLog, STRIDE } from '../event-log.ts';
import type { Crash, Form } from '../execution.ts';
import { ModelExecutor } from './model-executor.ts';

const library = shippedDevices();
const made = makeProfile('linux-6.1');
if ('problem' in made) throw new Error('linux-6.1');
const { profile } = made;

const PROGRAMS = 200;
const PER_SETUP = 5;

/** Programs of all targets in turn, a few on each set-up. */
function programs(): Program[] {
  const random = new Random(7);
  const drawn: Program[] = [];
  const chosen = targets.filter((target): target is Target => !isByteTarget(target));
  for (let i = 0; drawn.length < PROGRAMS; i++) {
    const target = chosen[i % chosen.length] as Target;
    const setup = target.setup(library.names(), random);
    for (let k = 0; k < PER_SETUP; k++)
      drawn.push(generateProgram(setup, target.vocabulary, target.longest, random));
  }
  return drawn;
}

function textsOf(log: EventLog): string[] {
  const texts: string[] = [];
  for (let id = 1; log.textOf(id) !== ''; id++) texts.push(log.textOf(id));
  return texts;
}

/** Everything observable of one run, apart from the executor. */
function observe(
  executor: ModelExecutor,
  program: Program,
  form: Form,
): { crash: Crash | null; rest: string } {
  const { log, crash, returns, start, final } = executor.run(program, form);
  const { devices, ...state } = final;
  const records = createHash('sha256')
    .update(log.data.subarray(0, log.length * STRIDE))
    .digest('hex');
  const { length, truncated } = log;
  return {
    crash,
    rest: JSON.stringify({
      records,
      length,
      truncated,
      texts: textsOf(log),
      returns,
      start,
      state,
      devices: devices(),
    }),
  };
}

describe.each(['digest', 'full'] as const)('the same program gives the same execution, %s', (form) => {
  const all = programs();
  const executor = new ModelExecutor(library, profile);
  const first = all.map((program) => observe(executor, program, form));

  it('again, after all the others', () => {
    const again = all.toReversed().map((program) => observe(executor, program, form));
    expect(again.toReversed()).toEqual(first);
  });

  it('in a fresh executor, alone', () => {
    all.forEach((program, index) => {
      expect(observe(new ModelExecutor(library, profile), program, form)).toEqual(first[index]);
    });
  });

  it('in the bare core, as far as that shows', () => {
    expect(all.map((program) => executor.play(program))).toEqual(first.map(({ crash }) => crash));
  });
});

it('a large set-up has come to rest: the second run is as the first', () => {
  const setup: Setup = {
    topology: 'passthrough',
    guests: 1,
    devices: [{ name: 'e1000', guest: 0, copies: MAX_COPIES }],
    start: 'connected',
  };
  const program: Program = { setup, actions: [{ do: 'op', cmd: 0, hold: true }] };
  const executor = new ModelExecutor(library, profile);
  const first = observe(executor, program, 'digest');
  expect(observe(executor, program, 'digest')).toEqual(first);
});

describe('the comparison', () => {
  it('sees a record that differs', () => {
    const executor = new ModelExecutor(library, profile);
    const [program] = programs() as [Program];
    const shorter = { ...program, actions: program.actions.slice(0, -1) };
    expect(observe(executor, shorter, 'digest')).not.toEqual(observe(executor, program, 'digest'));
  });
});
