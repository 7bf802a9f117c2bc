import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { libraryForProgram } from '../../src/campaign/program-devices.ts';
import { makeProfile } from '../../src/changes/profiles.ts';
import { ModelExecutor } from '../../src/executor/model/model-executor.ts';
import { Ev } from '../../src/platform/recorder.ts';
import { formatProgram, type ProgramFile, parseProgram } from '../../src/program/schema.ts';
import { renderTrace } from '../../src/report/trace.ts';
import { observe, type Seen } from './testing/observe.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const FILES = readdirSync(HERE).filter((name) => name.endsWith('.json'));
const RULES = FILES.map((name) => name.replace(/\.json$/, ''));
const textOf = (rule: string): string => readFileSync(`${HERE}/${rule}.json`, 'utf8');

function programOf(rule: string): ProgramFile {
  const parsed = parseProgram(textOf(rule));
  if ('problem' in parsed) throw new Error(`${rule}: ${parsed.problem.where}: ${parsed.problem.problem}`);
  return parsed.program;
}

/** As `repro` runs it: profile and flaws of the file, devices found from its folder. */
function executorOf(program: ProgramFile): ModelExecutor {
  const made = makeProfile(program.profile ?? 'linux-6.1', program.flaws);
  if ('problem' in made) throw new Error(JSON.stringify(made.problem));
  return new ModelExecutor(libraryForProgram(program, HERE), made.profile);
}

const E1000E = '0000:01:00.0';
const RTL8139 = '0000:0c:02.0';

/** The decisive facts of each rule, by its file. */
const facts: Record<string, (seen: Seen) => void> = {
  'ABI-10': ({ nodes, states, count }) => {
    expect(nodes('error')).toEqual(['14 version mismatch (7\n/7)']);
    expect(states(1)).toEqual([5]);
    expect(count(Ev.GrantMap)).toBe(0);
  },
  'ABI-14': ({ replies }) => {
    expect(replies()).toEqual([
      [-4, 0x55],
      [-4, 0x55],
    ]);
  },
  'AER-04': ({ logs, nodes, count }) => {
    expect(nodes('aerState', 0).length).toBe(1);
    expect(nodes('aerState', 2)).toEqual(['aerfail']);
    expect(logs().length).toBe(1);
    expect(count(Ev.AerVerdict, ({ b, c }) => b === 1 && c === 5)).toBe(1);
    expect(count(Ev.AerVerdict, ({ b, c }) => b === 0 && c === 2)).toBe(1);
  },
  'AER-06': ({ nodes, count, stores }) => {
    expect(stores().filter(([offset]) => offset === 552)).toEqual([
      [552, 6],
      [552, 6],
    ]);
    expect(stores().filter(([offset]) => offset === 556)).toEqual([
      [556, 1],
      [556, 2],
    ]);
    expect(count(Ev.Fetch, ({ b, d }) => b === 556 && d === 2)).toBe(1);
    expect(count(Ev.Fetch, ({ b, d }) => b === 556 && d === 4)).toBe(1);
    expect(count(Ev.AerVerdict, ({ c }) => c === 2)).toBe(1);
    expect(count(Ev.AerVerdict, ({ c }) => c === 4)).toBe(1);
    expect(nodes('aerState')).toEqual(['aerfail']);
    expect(nodes('aerState', 3)).toEqual(['aerfail']);
  },
  'CAP-09': ({ replies, configWrites }) => {
    expect(replies()).toEqual([
      [0, 0x8000],
      [0, 0x8000],
    ]);
    expect(configWrites()).toEqual([]);
  },
  'CAP-22': ({ replies, configWrites, device }) => {
    expect(replies()).toEqual([
      [-3, 0x81],
      [0, 0x80],
      [0, 0x81],
      [0, 0x80],
    ]);
    expect(configWrites()).toEqual([
      [0xd2, 0x80, 0x81],
      [0xd2, 0x81, 0x80],
    ]);
    expect(device(E1000E).interruptControl).toBe(true);
  },
  'CHG-20': ({ replies, stores, count }) => {
    expect(count(Ev.RequestAddress)).toBe(0);
    expect(count(Ev.PirqMap)).toBe(2);
    expect(replies()).toEqual([[0, 0]]);
    expect(stores().filter(([offset]) => offset >= 40)).toEqual([
      [40, 512],
      [44, 513],
      [40, 512],
    ]);
  },
  'CONF-12': ({ replies }) => {
    expect(replies(1)).toEqual([[0, 0x147]]);
    expect(replies(2)).toEqual([[0, 0x01]]);
  },
  'CONF-19': ({ replies, configWrites }) => {
    expect(replies(1)).toEqual([[0, 0xf9000007]]);
    expect(replies(2)).toEqual([[0, 0xf910]]);
    expect(replies(4)).toEqual([[0, 0x0010]]);
    expect(configWrites()).toEqual([
      [4, 3, 7],
      [6, 0xf910, 0xf900],
    ]);
  },
  'CONF-21': ({ replies, configWrites, logs }) => {
    expect(replies()).toEqual([
      [0, 0x12345678],
      [0, 0],
      [0, 0x12345678],
    ]);
    expect(configWrites()).toEqual([]);
    expect(logs().length).toBe(1);
  },
  'EOI-05': ({ count, eois, replies }) => {
    expect(count(Ev.GuestNotify)).toBe(51);
    expect(count(Ev.GuestNotify, ({ b }) => b === 1)).toBe(1);
    expect(count(Ev.HandlerEnter)).toBe(2);
    expect(eois()).toEqual([
      [0, 0],
      [1, 0],
    ]);
    expect(replies()).toEqual([[0, 0x10d38086]]);
  },
  'EOI-13': ({ count, eois }) => {
    expect(eois()).toEqual([
      [1, 0],
      [1, 1],
      [1, 0],
    ]);
    expect(count(Ev.GuestNotify)).toBe(100);
    expect(count(Ev.HandlerEnter)).toBe(3);
  },
  'EVT-12': ({ replies, configWrites, device, count }) => {
    expect(count(Ev.PointHit)).toBe(1);
    expect(replies()).toEqual([[0, 7]]);
    expect(configWrites()).toEqual([[4, 3, 7]]);
    expect(device(RTL8139).command).toBe(0x0007);
  },
  'EVT-21': ({ replies, count, eois }) => {
    expect(replies()).toEqual([
      [0, 0x8086],
      [0, 0x10d3],
    ]);
    expect(count(Ev.WorkStart)).toBe(1);
    expect(eois()).toEqual([
      [0, 0],
      [1, 0],
    ]);
  },
  'FE-26': ({ replies, nodes, states, execution }) => {
    const probes = replies(2).filter(([err]) => err === -1);
    expect(probes.length).toBe(255);
    expect(replies(2)[0]).toEqual([0, 0x10011af4]);
    expect(nodes('state', 2)).toEqual(['4']);
    expect(states()).toEqual([2, 3, 4]);
    expect(execution.final.connections[0]?.frontendState).toBe(4);
  },
  'FE-32': ({ nodes, states, execution }) => {
    expect(nodes('state')).toEqual(['5', '6', '6']);
    expect(states()).toEqual([6]);
    expect(execution.final.connections[0]).toMatchObject({
      backendState: 6,
      frontendState: 6,
      mapped: false,
      bound: false,
    });
  },
  'HDR-11': ({ replies, device }) => {
    expect(replies(2)).toEqual([[0, 0x547]]);
    expect(device(RTL8139)).toMatchObject({ command: 0x0007, guestCommand: 0x0547 });
  },
  'HDR-36': ({ replies, configWrites }) => {
    expect(replies().map(([, value]) => value)).toEqual([
      0xe1b83400, 0xffffffff, 0xffffff00, 0xffffff00, 0x10000000, 0xe1b83400,
    ]);
    expect(configWrites()).toEqual([]);
  },
  'ISR-11': ({ count }) => {
    expect(count(Ev.IrqRaised, ({ a, b }) => a === 11 && b === 1)).toBe(2000);
    expect(count(Ev.IrqRaised, ({ a, b }) => a === 11 && b === 0)).toBe(1);
  },
  'OPS-11': ({ replies, count }) => {
    expect(replies()).toEqual([
      [-22, 129],
      [-28, 0xffffffe4],
    ]);
    expect(count(Ev.HostEnter)).toBe(1);
  },
  'OPS-17': ({ replies, stores, count }) => {
    expect(replies(1)).toEqual([[0, 0]]);
    expect(replies(2)).toEqual([[0, 20]]);
    expect(stores().filter(([offset]) => offset >= 40)).toEqual([
      [40, 512],
      [44, 513],
    ]);
    expect(count(Ev.PirqMap)).toBe(2);
  },
  'PT-04': ({ replies }) => {
    expect(replies()).toEqual([
      [0, 0x10d38086],
      [-1, 0],
      [-1, 0],
    ]);
  },
  'QRK-04': ({ replies, configWrites, device }) => {
    expect(replies()).toEqual([
      [0, 0xbeef],
      [0, 0xbeef],
      [0, 0xbeef],
    ]);
    expect(configWrites()).toEqual([[0x40, 0, 0xbeef]]);
    expect(device(RTL8139)).toMatchObject({ quirkFields: 1, permissive: false });
  },
  'STUB-20': ({ configWrites, count, device, execution }) => {
    expect(count(Ev.FunctionReset)).toBe(1);
    expect(configWrites(3)).toContainEqual([0x10, 0x00000004, 0xe1300004]);
    expect(configWrites(3).slice(-3)).toEqual([
      [0x42, 0x803c, 0x003c],
      [4, 0x0406, 0x0006],
      [4, 0x0006, 0x0002],
    ]);
    expect(device('0000:02:00.0')).toMatchObject({
      inUse: false,
      command: 0x0002,
      enableCount: 0,
      isBusmaster: false,
      msixEnabled: false,
      owner: -1,
      vectors: 0,
      helpers: 0,
    });
    expect(execution.returns).toMatchObject([{ action: 3, resetDone: true }]);
  },
  'STUB-30': ({ logs, replies, nodes, states, execution }) => {
    expect(logs().length).toBe(4);
    expect(logs().every((text) => text.startsWith(`pciback ${RTL8139}: ******`))).toBe(true);
    expect(replies()).toEqual([[-1, 0]]);
    expect([...nodes('state-0'), ...nodes('vdev-0'), ...states()]).toEqual([]);
    expect(execution.final.boundDevices).toBe(0);
  },
  'SYS-09': ({ replies, configWrites, logs, device }) => {
    expect(replies()).toEqual([
      [0, 0xbeef],
      [0, 0xbeef],
    ]);
    expect(configWrites()).toEqual([[0x40, 0, 0xbeef]]);
    expect(logs().filter((text) => text.startsWith(`pciback ${RTL8139}:`)).length).toBe(2);
    expect(device(RTL8139).permissive).toBe(true);
  },
  'VPCI-03': ({ nodes, states }) => {
    expect(nodes('vdev-0')).toEqual(['0000:00:00.00']);
    expect(nodes('vdev-1')).toEqual(['0000:00:01.00']);
    expect(nodes('vdev-2')).toEqual(['0000:00:00.01']);
    expect(states()).toEqual([2, 3]);
  },
  'VPCI-10': ({ replies }) => {
    expect(replies()).toEqual([
      [0, 0x10d38086],
      [-1, 0],
    ]);
  },
  'XB-33': ({ nodes, states }) => {
    expect(nodes('vdev-0')).toEqual(['0000:00:00.00']);
    expect(nodes('dev-0')).toEqual([E1000E]);
    expect(states()).toEqual([2, 3]);
  },
  'XB-41': ({ nodes, states, execution }) => {
    const records = [...execution.log.records()];
    const action = (number: number) => records.find(({ code, a }) => code === Ev.Action && a === number);
    const between = records.filter(
      ({ time }) => time > (action(1)?.time ?? 0) && time < (action(2)?.time ?? 0),
    );
    expect(between).toEqual([]);
    expect(nodes('state-1')).toEqual(['1', '3']);
    expect(nodes('state-1', 2)).toEqual(['3']);
    expect(states(0)).toEqual([8]);
    expect(nodes('vdev-1', 2)).toEqual(['0000:00:01.00']);
  },
  'XB-44': ({ states, nodes, execution, device }) => {
    expect(states()).toEqual([]);
    expect(nodes('error')).toEqual([]);
    expect(execution.final.connections[0]?.backendState).toBe(7);
    expect(device(E1000E).inUse).toBe(true);
  },
};

describe.each(RULES)('%s', (rule) => {
  const program = programOf(rule);
  const executor = executorOf(program);

  it('shows what the rule says', () => {
    const seen = observe(executor.run(program, 'full'));
    (facts[rule] ?? expect.fail(`no facts are stated for ${rule}`))(seen);
    expect(seen.execution.crash).toBeNull();
  });

  it('is in canonical form, with a note that names the rule and says something', () => {
    expect(formatProgram(program)).toBe(textOf(rule));
    expect(program.note).toMatch(new RegExp(`^${rule}: [A-Z].{60,}\\.$`));
    expect(program.profile).toBe('linux-6.1');
  });

  it('has the same trace in both forms of an execution', () => {
    expect(renderTrace(executor.run(program, 'digest'))).toBe(renderTrace(executor.run(program, 'full')));
  });
});

describe('the rules shown', () => {
  it('come from every family', () => {
    const families = [
      'ABI',
      'EVT',
      'CONF',
      'HDR',
      'CAP',
      'OPS',
      'ISR',
      'XB',
      'STUB',
      'SYS',
      'AER',
      'VPCI',
      'PT',
      'QRK',
      'EOI',
      'CHG',
      'FE',
    ];
    expect([...new Set(RULES.map((rule) => rule.replace(/-\d+$/, '')))].sort()).toEqual(families.sort());
    expect(Object.keys(facts).sort()).toEqual([...RULES].sort());
  });

  it('are all in the README, each with one line', () => {
    const readme = readFileSync(`${HERE}/README.md`, 'utf8');
    const listed = [...readme.matchAll(/^\| \[([A-Z]+-\d+)\]\(\1\.json\) +\| \S.*\|$/gm)].map(
      ([, rule]) => rule,
    );
    expect(listed).toEqual([...RULES].sort());
  });
});
