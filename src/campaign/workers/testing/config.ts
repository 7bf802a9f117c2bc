import { library, program, target } from '../../testing/bench.ts';
import type { TeamConfig } from '../team.ts';

/** Shows XSA-157 under {@link teamConfig}. */
export const attack = program({ do: 'op', cmd: 2 }, { do: 'op', cmd: 2 });
/** Shows more than the first programs of a campaign do. */
export const rich = program({ do: 'op', cmd: 4, value: 1 }, { do: 'op', cmd: 5 }, { do: 'op', cmd: 2 });

export const teamConfig = (more: Partial<TeamConfig> = {}): TeamConfig => ({
  targets: [target.name],
  devices: ['nic'],
  library: library.names().flatMap((name) => library.get(name) ?? []),
  profile: { name: 'linux-6.1', flaws: ['xsa-157-msi-twice'], hardenings: [] },
  seed: 'test',
  runs: 0,
  stopOnFirst: false,
  baseline: [],
  earlier: [],
  known: [],
  corpus: [],
  texts: [],
  edges: false,
  ...more,
});
