import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Judge } from '../../campaign/judge.ts';
import { makeProfile } from '../../changes/profiles.ts';
import { buildCli } from '../../cli/testing/built-cli.ts';
import { oracles } from '../../oracle/index.ts';
import type { Program } from '../../program/program.ts';
import type { Execution } from '../execution.ts';
import { ModelExecutor } from '../model/model-executor.ts';
import { connected, library } from '../model/testing/bench.ts';
import { UnsupportedProgram } from '../unsupported.ts';
import { ExecutorFailure, ProcessExecutor } from './process-executor.ts';
import { emptyResult, fakeExecutor, fakeHello } from './testing/fake.ts';
import { readKnownPrograms } from './testing/known.ts';

const scratch = mkdtempSync(join(tmpdir(), 'pciback-rig-process-'));
const open: ProcessExecutor[] = [];
afterEach(() => {
  for (const executor of open.splice(0)) executor.close();
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function started(command: string, more: object = {}): ProcessExecutor {
  const executor = new ProcessExecutor({ command, library, ...more });
  open.push(executor);
  return executor;
}

const program: Program = { setup: connected('nic'), actions: [{ do: 'op', cmd: 0 }] };
const good = Buffer.from(emptyResult()).toString('base64');

/** All that can be seen of an execution, as plain data. */
function plain(execution: Execution): unknown {
  const { log, final, start, sees: _, executor: __, program: ___, ...rest } = execution;
  const connections = (list: Execution['start']) => list.map((one) => ({ ...one, page: one.page() }));
  return {
    ...rest,
    records: [...log.values()],
    texts: Array.from({ length: log.lastText }, (_, i) => log.textOf(i + 1)),
    counts: [...log.counts],
    codes: [...log.codes.subarray(0, log.length)],
    truncated: log.truncated,
    start: connections(start),
    final: { ...final, connections: connections(final.connections), devices: final.devices() },
  };
}

describe('the model in a process of its own', () => {
  const root = join(scratch, 'package');
  const serve = (): string => {
    const cli = buildCli(root);
    const at = (path: string) => JSON.stringify(join(cli, '..', '..', path));
    const file = join(root, 'serve.mjs');
    writeFileSync(
      file,
      `import { serveExecutor } from ${at('executor/process/serve.js')};
import { ModelExecutor } from ${at('executor/model/model-executor.js')};
import { makeProfile } from ${at('changes/profiles.js')};
serveExecutor((library, profile) => new ModelExecutor(library, makeProfile(profile).profile));`,
    );
    return `exec '${process.execPath}' '${file}'`;
  };
  let command: string | undefined;

  it('shows of every attack on record exactly what the model here shows, in both forms', () => {
    command ??= serve();
    const made = makeProfile('linux-6.1');
    if ('problem' in made) throw new Error('no profile');
    const known = readKnownPrograms();
    const here = new ModelExecutor(known.library, made.profile);
    const there = started(command, { library: known.library, profile: 'linux-6.1' });
    for (const form of ['digest', 'full'] as const) {
      for (const one of known.programs)
        expect(plain(there.run(one, form)), JSON.stringify(one.setup)).toEqual(plain(here.run(one, form)));
    }
    const verdicts = (judge: Judge) =>
      known.programs.map((one) => judge.judge(one).map((v) => v.fingerprint));
    expect(verdicts(new Judge(there, oracles))).toEqual(verdicts(new Judge(here, oracles)));
    expect(there.restarts).toBe(0);
  });

  it('takes programs in batches, in order, and keeps in step with a reader who takes only some', () => {
    command ??= serve();
    const made = makeProfile('linux-6.1');
    if ('problem' in made) throw new Error('no profile');
    const executor = started(command, { profile: 'linux-6.1' });
    const { setup } = program;
    const many = Array.from({ length: 600 }, (_, i): Program => ({ setup, actions: [{ do: 'op', cmd: i }] }));
    const cmds = (executions: Iterable<Execution | UnsupportedProgram>) =>
      Array.from(executions, (one) => {
        if (one instanceof UnsupportedProgram) throw one;
        return [...one.log.records()].find(({ code }) => code === 48)?.b;
      });
    expect(cmds(executor.runAll(many, 'digest'))).toEqual(many.map((_, i) => i));
    for (const _ of executor.runAll(many, 'digest')) break;
    expect(cmds([executor.run(many[7] as Program, 'digest')])).toEqual([7]);
    expect(executor.restarts).toBe(0);
  });
});

describe('a process that fails', () => {
  it.each([
    ['exit 3', 'executor:exit-3', /^it ended with exit status 3; it said: something is wrong/],
    ['signal SIGSEGV', 'executor:exit-139', /^it was ended by signal 11/],
    ['hang', 'executor:timeout', /^it did not answer within 0.3 s/],
    [Buffer.from('ffffffff', 'hex').toString('base64'), 'executor:garbage', /^a frame of 4294967295 bytes/],
    [Buffer.from('0100000000', 'hex').toString('base64'), 'executor:garbage', /^message 0x0 where Result/],
    [
      Buffer.from('020000008507', 'hex').toString('base64'),
      'executor:garbage',
      /^Result, byte 1: the status 7/,
    ],
    [
      Buffer.from('0100000085', 'hex').toString('base64'),
      'executor:garbage',
      /^Result, byte 0: it ends 1 byte/,
    ],
  ])('%s: the program is an execution that crashed, and the next one runs', (answer, site, message) => {
    const executor = started(fakeExecutor(scratch, [good, answer, good]), { timeout: 300 });
    expect(executor.run(program, 'digest').crash).toBeNull();
    const lost = executor.run(program, 'full');
    expect(lost).toMatchObject({ program, crash: { kind: 'exception', site } });
    expect(lost.crash?.message).toMatch(message);
    expect(lost.log.length).toBe(0);
    expect(executor.run(program, 'digest').crash).toBeNull();
    expect(executor.restarts).toBe(1);
  });

  it('in the middle of a batch is blamed on the one program, and the rest is run', () => {
    const executor = started(fakeExecutor(scratch, [good, good, 'exit 1', good]));
    const programs = Array.from({ length: 9 }, () => program);
    const crashed = Array.from(
      executor.runAll(programs, 'digest'),
      (one) => (one as Execution).crash !== null,
    );
    expect(crashed.flatMap((is, i) => (is ? [i] : []))).toEqual([2, 5, 8]);
  });

  it('that cannot be started is one line', () => {
    const wrong = (command: string, startTimeout = 20_000): string => {
      try {
        started(command, { startTimeout });
        return 'started';
      } catch (error) {
        expect(error).toBeInstanceOf(ExecutorFailure);
        return (error as Error).message;
      }
    };
    expect(wrong('no-such-program')).toMatch(
      /^the executor 'no-such-program' does not start: .*127.*not found/,
    );
    expect(wrong('echo hello')).toMatch(/does not start: a frame of 1819043176 bytes/);
    expect(wrong('sleep 60', 200)).toMatch(/does not start: it did not answer within 0.2 s/);
    expect(wrong('true')).toMatch(/does not start: it ended with exit status 0/);
  });
});

describe('what a process does not do', () => {
  it('is refused before it is sent', () => {
    const hello = { ...fakeHello, kinds: new Set(['op'] as const), points: new Set(['fetch'] as const) };
    const executor = started(fakeExecutor(scratch, ['exit 9'], hello));
    const { setup } = program;
    const refused = (actions: Program['actions'], over = {}): string => {
      try {
        executor.run({ setup: { ...setup, ...over }, actions }, 'digest');
        return '';
      } catch (error) {
        expect(error).toBeInstanceOf(UnsupportedProgram);
        return (error as Error).message;
      }
    };
    expect(refused([{ do: 'advance', jiffies: 1 }])).toBe('fake does not do actions of kind advance');
    expect(refused([{ do: 'op', cmd: 0, at: [{ on: 'lock', nth: 1, then: [{ do: 'op', cmd: 0 }] }] }])).toBe(
      'fake does not do points of kind lock',
    );
    expect(executor.restarts).toBe(0);
  });
});

it('leaves no file behind', () => {
  started(fakeExecutor(scratch, [good])).run(program, 'digest');
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('pciback-rig-executor-'))).toEqual([]);
});
