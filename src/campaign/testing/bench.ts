import type { Change } from '../../changes/change.ts';
import { combine, flawsNamed } from '../../changes/profiles.ts';
import { DeviceLibrary } from '../../executor/device-library.ts';
import { ModelExecutor } from '../../executor/model/model-executor.ts';
import { oracles } from '../../oracle/index.ts';
import { sampleConventional, sampleEndpoint } from '../../platform/pci/testing/sample-functions.ts';
import type { Action, Program, Setup } from '../../program/program.ts';
import { Baseline } from '../baseline.ts';
import { Campaign, type CampaignEvent, type CampaignOptions } from '../campaign.ts';
import type { Finding } from '../finding.ts';
import { Judge } from '../judge.ts';
import type { Target } from '../target.ts';

const devices = [
  { name: 'nic', description: sampleEndpoint(), companions: [] },
  { name: 'plain', description: sampleConventional(), companions: [] },
];
export const library = new DeviceLibrary(devices);
/** The same, handed in in another order. */
export const reversed = new DeviceLibrary([...devices].reverse());

export function judgeOf(changes: readonly Change[] = [], from = library): Judge {
  const made = combine('test', changes);
  if ('problem' in made) throw new Error(JSON.stringify(made.problem));
  return new Judge(new ModelExecutor(from, made.profile), oracles);
}

export const xsa157 = flawsNamed('xsa-157-msi-twice');
export const xsa155 = flawsNamed('xsa-155-msix-count');

export const nic: Setup = {
  topology: 'vpci',
  guests: 1,
  devices: [{ name: 'nic', guest: 0 }],
  start: 'connected',
};
export const program = (...actions: Action[]): Program => ({ setup: nic, actions });

/** Enables and disables MSI and MSI-X, nothing else. */
export const target: Target = {
  name: 'msi-only',
  title: 'MSI operations',
  longest: 5,
  setup: (names, random) => ({ ...nic, devices: [{ name: random.pick(names), guest: 0 }] }),
  vocabulary: {
    kinds: [
      ['op', 6],
      ['notify', 1],
    ],
    prefer: {
      op: { cmd: [2, 2, 3, 4, 5, 0], value: [0, 1, 2], size: [4], offset: [0, 4], device: [0], devfn: [0] },
      notify: { times: [1] },
    },
    points: ['fetch'],
    pointSteps: ['page'],
    effectRate: 6,
    holdRate: 50,
  },
};

/** A campaign of the target on the core with `changes`; its judges share one executor, which saves time. */
export function campaign(changes: readonly Change[], options: Partial<CampaignOptions> = {}): Campaign {
  const { executor } = judgeOf(changes);
  return new Campaign({
    targets: [target],
    devices: library.names(),
    seed: 'test',
    runs: 200,
    stopOnFirst: false,
    baseline: new Baseline(),
    texts: [],
    makeJudge: () => new Judge(executor, oracles),
    stop: () => false,
    ...options,
  });
}

export const events = (made: Campaign): CampaignEvent[] =>
  [...made.run()].filter((event) => event !== undefined);
export const findingsOf = (seen: readonly CampaignEvent[]): Finding[] =>
  seen.filter((event) => event.kind === 'finding');
