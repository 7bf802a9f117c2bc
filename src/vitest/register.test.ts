import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../campaign/package-root.ts';
import { flaws } from '../changes/flaws/index.ts';
import { parseProgram } from '../program/schema.ts';
import { scratchFolder } from '../testing/scratch.ts';
import { fuzzOnce } from './fuzz-once.ts';
import type { FuzzTestOptions } from './options.ts';
import { registering } from './register.ts';

const scratch = scratchFolder();

const few: FuzzTestOptions = {
  profile: 'hardened',
  devices: ['e1000e'],
  targets: ['double-fetch'],
  knownCases: [],
};
const sizes: FuzzTestOptions = { ...few, targets: ['config-write'], flaws: ['size-unchecked'] };

/** What a registered test fails with; the empty text when it passes. */
async function outcome(
  name: string,
  options: FuzzTestOptions,
  env = {},
  signal?: AbortSignal,
): Promise<string> {
  let said = 'it registered nothing';
  let body: Promise<void> = Promise.resolve();
  registering((registered, _, test) => {
    expect(registered).toBe(name);
    body = test(signal === undefined ? {} : { signal });
  }, env)(name, options);
  await body.then(
    () => {
      said = '';
    },
    (error: Error) => {
      said = error.message;
      expect(error.stack).toBe(`FuzzTestFailure: ${error.message}`);
    },
  );
  return said;
}

const timeoutOf = (options: FuzzTestOptions): number => {
  let timeout = 0;
  registering((_, given) => {
    timeout = given.timeout;
  }, {})('a test', options);
  return timeout;
};

describe('a fuzz test', () => {
  it('passes when nothing is found', async () => {
    expect(await outcome('quiet', { ...few, runs: 100 })).toBe('');
  });

  it('fails with one message that says what was found and how to see it again', async () => {
    const message = await outcome('XSA-155 (is it back?)', {
      ...few,
      flaws: ['xsa-155-in-place'],
      runs: 3000,
      seed: 9,
    });
    const [first] = fuzzOnce({ ...few, flaws: ['xsa-155-in-place'], runs: 3000, seed: 9 }).findings;
    expect(message.split('\n')[0]).toBe(`fuzzTest 'XSA-155 (is it back?)': ${first?.violation.title}`);
    expect(message).toContain(`\n  fingerprint  ${first?.violation.fingerprint}\n`);
    expect(message).toContain('\n  advisory     XSA-155\n');
    expect(message).toContain(`\n  met by       target double-fetch, in run ${first?.executions} of 3000\n`);
    expect(message).toContain('\n  seed         9 (of the options; PCIBACK_RIG_SEED overrides it)\n');
    expect(message).toContain('\n  program      1 action, reproduced 20 of 20\n');
    expect(message).toContain(
      '\n  replay       npx pciback-rig fuzz double-fetch --profile hardened --flaw xsa-155-in-place --device e1000e ' +
        '--seed 9 --runs 3000',
    );
    const json = message.slice(message.indexOf('{\n'), message.indexOf('\n  replay'));
    const parsed = parseProgram(json);
    expect(parsed).toMatchObject({
      program: { actions: first?.program?.actions, profile: 'hardened', flaws: ['xsa-155-in-place'] },
    });
  });

  it('writes the finding where it is told to, ready to be a known case', async () => {
    const writeTo = join(scratch, 'written');
    const message = await outcome('written', { ...sizes, writeTo });
    const file = join(writeTo, 'reply--CONF-01--xen_pcibk_do_one_op--size-unchecked', 'program.json');
    expect(message).toContain(`\n               ${file}\n`);
    expect(message).toContain(`\n  replay       npx pciback-rig repro ${file}`);
    expect(parseProgram(readFileSync(file, 'utf8'))).toMatchObject({
      program: { flaws: ['size-unchecked'] },
    });
    expect(await outcome('again', { ...sizes, runs: 1, knownCases: writeTo })).toContain(
      `\n  met by       known case ${file}\n`,
    );
    expect(await outcome('mended', { ...few, runs: 1, knownCases: writeTo })).toBe('');
    expect(existsSync(join(writeTo, 'reply--CONF-01--xen_pcibk_do_one_op'))).toBe(false);
  });

  it('repeats through vitest what no command can say, and names every known case', async () => {
    const [flaw] = flaws.filter(({ id }) => id === 'size-unchecked');
    const own = { ...flaw, id: 'ours' } as NonNullable<typeof flaw>;
    const changed = await outcome("our 'own' (change)", {
      ...few,
      targets: ['config-write'],
      changes: [own],
    });
    expect(changed).toContain(
      "\n  replay       PCIBACK_RIG_SEED=1 npx vitest run -t 'our '\\''own'\\'' \\(change\\)'",
    );
    const { knownCases: _, ...rest } = few;
    const back = await outcome('back', { ...rest, flaws: ['xsa-157'], runs: 1 });
    expect(back).toContain('\n  met by       known case corpus/regress/xsa-157-');
    expect(back).toMatch(/\n {2}also {9}\S+ \(corpus\/regress\/xsa-157-[a-z-]+\.json\)/);
    expect(back).toContain('\n  replay       PCIBACK_RIG_SEED=1 npx vitest run -t back\n');
  });

  it('takes the seed of the environment and says so', async () => {
    expect(await outcome('seeded', sizes, { PCIBACK_RIG_SEED: 'x y' })).toContain(
      '\n  seed         x y (of PCIBACK_RIG_SEED)\n',
    );
  });

  it('shows the input of a target that is fed bytes', async () => {
    const picky = {
      name: 'picky',
      title: 'throws at once',
      fuzz: () => {
        throw new RangeError('too\u001b long');
      },
    };
    const message = await outcome('bytes', { ...few, targets: [picky], runs: 5 });
    expect(message).toContain(
      '\n  fingerprint  crash/RangeError/picky\n  seen         RangeError: too\\x1b long\n',
    );
    expect(message).toContain('\n  input        reproduced 20 of 20\n');
    expect(message).toMatch(/\n {15}\(the first 512 of \d+ bytes; the option writeTo writes it whole\)\n/);
    const written = await outcome('bytes', { ...few, targets: [picky], runs: 5, writeTo: scratch });
    expect(written).toContain(`\n               ${join(scratch, 'crash--RangeError--picky', 'input.bin')}\n`);
  });

  it('ends, and fails, when vitest gives it up', async () => {
    const message = await outcome('slow', { ...few, runs: 1_000_000 }, {}, AbortSignal.timeout(300));
    expect(message).toMatch(/^fuzzTest 'slow' was stopped after \d+ of 1000000 runs$/);
  });

  it('has time according to its runs and known cases', () => {
    expect(timeoutOf({ ...few, runs: 1000 })).toBe(85_000);
    const { knownCases: _, ...rest } = few;
    expect(timeoutOf({ ...rest, runs: 1000 })).toBe(85_000 + 500 * flaws.length);
    expect(timeoutOf({ ...few, timeout: 1234 })).toBe(1234);
  });
});

describe('options that cannot be used', () => {
  const wrong = (options: object): string => {
    try {
      registering(() => {}, {})('a test', options);
      return 'accepted';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each<[object, RegExp]>([
    [{ run: 5 }, /^fuzzTest: run: there is no such option; there are targets, profile, flaws/],
    [
      { targets: ['msix'] },
      /^fuzzTest: targets: there is no target 'msix'; there are double-fetch, event-flood/,
    ],
    [{ targets: [] }, /^fuzzTest: targets: it is no list of at least one target/],
    [{ profile: 'linux-9' }, /^fuzzTest: profile: there is no profile 'linux-9'; there are linux-6\.1, /],
    [{ flaws: ['xsa-9'] }, /^fuzzTest: flaws: there is no flaw 'xsa-9'; see `npx pciback-rig list flaws`$/],
    [{ flaws: 'xsa-155' }, /^fuzzTest: flaws: it is no list of texts/],
    [{ hardenings: ['none'] }, /^fuzzTest: hardenings: there is no hardening 'none'/],
    [
      { flaws: ['eoi-list-order', 'xsa-332-no-backoff'] },
      /^fuzzTest: profile: '.*' and '.*' exclude each other; /,
    ],
    [{ changes: [{}] }, /^fuzzTest: changes: it is no list of changes/],
    [{ devices: ['no-such'] }, /^no-such: there is no such file and no shipped device of that name; see /],
    [{ runs: 0 }, /^fuzzTest: runs: '0' is no whole number of at least 1; give one$/],
    [{ timeout: 1.5 }, /^fuzzTest: timeout: '1\.5' is no whole number/],
    [{ seed: '' }, /^fuzzTest: seed: it is no text of 1 to 200 characters/],
    [{ knownCases: 'no/such' }, /^fuzzTest: knownCases: 'no\/such' is not a folder; /],
    [
      { knownCases: 'corpus/known' },
      /^fuzzTest: knownCases: corpus\/known\/linux-6\.1\.json: \S+: .*; see corpus\/program/,
    ],
    [{ baseline: 'no/such.json' }, /^fuzzTest: baseline: there is no file 'no\/such\.json'; /],
    [
      { baseline: 'package.json' },
      /^fuzzTest: baseline: package\.json: \S+: .*; compare it with corpus\/known/,
    ],
    [{ executor: 'linux' }, /^fuzzTest: executor: it is no function; /],
    [
      { executor: () => 0, flaws: [] },
      /^fuzzTest: flaws: it means the model, and there is an executor of your own; /,
    ],
    [{ writeTo: '' }, /^fuzzTest: writeTo: it names no folder; /],
  ])('%j', (options, message) => {
    const said = wrong(options);
    expect(said).toMatch(message);
    expect(said).not.toContain('\n');
  });
});

describe('what README says', () => {
  it('is the example that stands beside this file, and is run by it', () => {
    const readme = readFileSync(join(packageRoot(), 'README.md'), 'utf8');
    const section = readme.split('\n## ').find((one) => one.startsWith('In your own test suite\n')) ?? '';
    const [, quoted] = /```ts\n(.*?)```/s.exec(section) ?? [];
    const example = readFileSync(new URL('fuzz-test.example.test.ts', import.meta.url), 'utf8');
    expect(quoted?.replace("'pciback-rig/vitest'", "'./index.ts'")).toBe(example);
  });
});
