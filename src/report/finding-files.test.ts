import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../campaign/finding.ts';
import { libraryForProgram } from '../campaign/program-devices.ts';
import type { Flaw } from '../changes/change.ts';
import { flawsNamed } from '../changes/profiles.ts';
import { DeviceLibrary } from '../executor/device-library.ts';
import { type ProgramFile, parseProgram } from '../program/schema.ts';
import { scratchFolder } from '../testing/scratch.ts';
import { reproCommand } from './finding-context.ts';
import { directoryName, type FindingContext, findingFiles } from './finding-files.ts';
import { corpusDevices, growingCount, judged, makeExecutor } from './testing/run.ts';
import { renderTrace } from './trace.ts';
import { writeFiles } from './write-files.ts';

const FLAWS = ['xsa-155-in-place'];
const { execution, violation } = judged(growingCount, FLAWS);

const finding: Finding = {
  kind: 'finding',
  state: 'new',
  target: 'double-fetch',
  violation,
  cause: { kind: 'flaws', flaws: flawsNamed('xsa-155-in-place') as Flaw[] },
  known: undefined,
  program: growingCount,
  input: undefined,
  alsoSeen: [
    { oracle: 'reply', fingerprint: 'reply/EVT-18/x', title: 'a | b', detail: 'tick ` and \x1b', rules: [] },
  ],
  reproduced: 20,
  runs: 20,
  executions: 1234,
};
const context: FindingContext = {
  profile: 'linux-6.1',
  flaws: FLAWS,
  executor: 'model',
  seed: '7',
  directory: 'findings/one',
  library: corpusDevices(),
  shipped: corpusDevices(),
  execution,
};

const textOf = (files: Map<string, string | Uint8Array>, name: string): string => String(files.get(name));
const parsed = (text: string): ProgramFile => {
  const result = parseProgram(text);
  if ('problem' in result) throw new Error(result.problem.problem);
  return result.program;
};

describe('the files of a finding', () => {
  const files = findingFiles(finding, context);

  it('are description, program, trace and machine form', () => {
    expect([...files.keys()]).toEqual([
      'description.md',
      'program.json',
      'repro.test.ts',
      'trace.txt',
      'finding.json',
    ]);
  });

  it('hold the program with profile, flaws and a note', () => {
    const { setup, actions, profile, flaws, note } = parsed(textOf(files, 'program.json'));
    expect({ setup, actions }).toEqual(growingCount);
    expect({ profile, flaws }).toEqual({ profile: 'linux-6.1', flaws: FLAWS });
    expect(note).toBe(`${violation.fingerprint}: ${violation.title}`);
  });

  it('hold the trace', () => {
    expect(files.get('trace.txt')).toBe(renderTrace(execution));
  });

  it('describe it for people, with the exact command', () => {
    const text = textOf(files, 'description.md');
    expect(text).toMatch(/^# op\.value is fetched again after it was used/);
    expect(text).toContain('- fingerprint: `double-fetch/op.value/xen_pcibk_do_one_op/xsa-155-in-place`\n');
    expect(text).toContain('- advisory: XSA-155\n- cause: `xsa-155-in-place`: ');
    expect(text).toContain('- oracle: double-fetch\n- rules: EVT-12\n- state: new\n- target: double-fetch\n');
    expect(text).toContain('- run under: linux-6.1 with xsa-155-in-place, executor model, seed 7\n');
    expect(text).toContain('```text\nnpx pciback-rig repro findings/one/program.json\n```');
    expect(text).toContain('Shown by 20 of 20 runs');
    expect(text).toContain('    at the 2nd fetch of op.value: op.value := 2\n');
    expect(text).toContain('  value   0x1                  0x2\n');
    expect(text).toContain('  store op.msix_entries[1].vector = 0x201\n');
    expect(text).toContain('- `reply/EVT-18/x`: a \\| b (``tick ` and \\x1b``)\n');
    expect(text).toContain('dom1: backend is Connected');
    expect(text).not.toMatch(/undefined|\[object|[^\P{C}\n]/u);
  });

  it('have a machine form', () => {
    const json = JSON.parse(textOf(files, 'finding.json'));
    expect(json).toMatchObject({
      format: 'pciback-rig finding',
      version: 1,
      fingerprint: violation.fingerprint,
      identity: `${violation.fingerprint}/xsa-155-in-place`,
      advisory: 'XSA-155',
      cause: 'xsa-155-in-place',
      oracle: 'double-fetch',
      rules: ['EVT-12'],
      state: 'new',
      target: 'double-fetch',
      profile: 'linux-6.1',
      flaws: FLAWS,
      executor: 'model',
      seed: '7',
      executions: 1234,
      reproduced: 20,
      runs: 20,
      actions: 1,
      command: 'npx pciback-rig repro findings/one/program.json',
      files: ['description.md', 'program.json', 'repro.test.ts', 'trace.txt', 'finding.json'],
    });
    expect(json.fetches).toEqual([
      { fetch: 1, offset: 32, bytes: 4, field: 'op.value', value: 1, site: 'xen_pcibk_do_one_op' },
      { fetch: 2, offset: 32, bytes: 4, field: 'op.value', value: 2, site: 'xen_pcibk_do_one_op' },
    ]);
    expect(json.alsoSeen[0].detail).toBe('tick ` and \x1b');
  });

  it('quote the command for a shell', () => {
    const elsewhere = findingFiles(finding, { ...context, executor: 'linux', directory: "/tmp/it's here/" });
    expect(JSON.parse(textOf(elsewhere, 'finding.json')).command).toBe(
      "npx pciback-rig repro '/tmp/it'\\''s here/program.json' --executor linux",
    );
  });
});

describe('a finding on devices that are not shipped', () => {
  const folder = scratchFolder();

  const own = new DeviceLibrary(
    ['nvme-sriov#02:00.1', 'nvme-sriov#02:00.0'].map((name, index) => {
      const device = corpusDevices().get(name);
      if (device === undefined) throw new Error(`no ${name}`);
      const mark = (description: typeof device.description) => {
        const config = description.config.slice();
        config[0x2c] = 0x77;
        return { ...description, config, source: '/home/me/my card.lspci' };
      };
      const companions = device.companions.map(mark);
      return { name: `card~${index}`, description: mark(device.description), companions };
    }),
  );
  const setup = {
    ...growingCount.setup,
    devices: [{ name: 'card~0', guest: 0 }, { name: 'card~1' }, { name: 'xhci' }],
  };
  const program = { setup, actions: [{ do: 'op' as const, cmd: 0, offset: 0x2c }] };
  const library = new DeviceLibrary([
    ...own.names().flatMap((name) => own.get(name) ?? []),
    ...corpusDevices()
      .names()
      .flatMap((name) => corpusDevices().get(name) ?? []),
  ]);
  const before = makeExecutor([], library).run(program, 'full');
  const trace = renderTrace(before);
  const files = findingFiles({ ...finding, program }, { ...context, flaws: [], library, execution: before });

  it('brings their dump along, one for all functions of a card', () => {
    expect([...files.keys()]).toEqual([
      'description.md',
      'program.json',
      'my-card.lspci',
      'repro.test.ts',
      'trace.txt',
      'finding.json',
    ]);
    const names = parsed(textOf(files, 'program.json')).setup.devices.map(({ name }) => name);
    expect(names).toEqual(['my-card.lspci#0000:02:00.1', 'my-card.lspci#0000:02:00.0', 'xhci']);
  });

  it('does the same when it is run from its directory', () => {
    const directory = join(folder, directoryName(finding.violation.fingerprint));
    writeFiles(directory, files);
    const file = parsed(textOf(files, 'program.json'));
    const again = makeExecutor([], libraryForProgram(file, directory)).run(file, 'full');
    const plain = (text: string): string =>
      text.replaceAll(/card~(\d)|my-card\.lspci#0000:02:00\.\d/g, 'card');
    expect(plain(renderTrace(again))).toBe(plain(trace));
  });
});

describe('a finding of a byte target', () => {
  it('has its input instead of a program, and the command that shows it', () => {
    const input = Uint8Array.of(0x30, 0x0a, 0xff);
    const files = findingFiles(
      { ...finding, target: 'lspci-parser', program: undefined, input, alsoSeen: [] },
      { ...context, execution: undefined },
    );
    expect([...files.keys()]).toEqual(['description.md', 'input.lspci', 'finding.json']);
    expect(files.get('input.lspci')).toBe(input);
    expect(textOf(files, 'description.md')).toContain('npx pciback-rig device findings/one/input.lspci');
  });
});

describe('a known weakness', () => {
  it('says what is known of it', () => {
    const known = {
      fingerprint: violation.fingerprint,
      title: 't',
      rules: [],
      reach: 'guest',
      severity: 'low' as const,
      hardening: 'private-copy',
      note: 'seen <before>',
    };
    const text = textOf(findingFiles({ ...finding, state: 'known', known }, context), 'description.md');
    expect(text).toContain('- state: known\n');
    expect(text).toContain(
      '- severity: low\n- reach: guest\n- closed by: `private-copy`\n- note: seen \\<before\\>\n',
    );
  });
});

it('repeats a difference of the driver from the model as it was found', () => {
  const found = { ...finding, violation: { ...violation, oracle: 'differential' } };
  expect(reproCommand(found, { ...context, executor: 'linux', linuxBuild: '6.1/fast' })).toBe(
    'npx pciback-rig repro findings/one/program.json --executor linux --linux-build 6.1/fast --against-model',
  );
});
