import type { CorpusProgram } from '../campaign/campaign.ts';
import { type AnyTarget, isByteTarget, type Target } from '../campaign/target.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import type { Kind } from '../program/kinds.ts';
import type { Program } from '../program/program.ts';
import type { Case } from './case.ts';
import { DeviceFacts } from './device-facts.ts';
import { programOf } from './program-of.ts';

/**
 * The programs of conformance cases, as a corpus to begin with: each case on the first device that suits it. One that
 * needs a device which the library lacks is left out. Each goes to the target that plays most of its steps.
 */
export function seedsOf(
  cases: readonly Case[],
  library: DeviceLibrary,
  targets: readonly AnyTarget[],
): CorpusProgram[] {
  const devices = library.names().flatMap((name) => {
    const device = library.get(name);
    return device === undefined ? [] : [new DeviceFacts(device)];
  });
  const players = targets.filter((target): target is Target => !isByteTarget(target));
  const seen = new Set<string>();
  return cases.flatMap((one) => {
    const suited = devices.find((device) => (one.needs?.(device) ?? null) === null);
    if (suited === undefined) return [];
    const program = programOf(one, suited);
    const key = JSON.stringify(program);
    if (seen.has(key) || !program.setup.devices.every(({ name }) => library.get(name) !== undefined))
      return [];
    seen.add(key);
    const target = playerOf(program, players);
    return target === undefined ? [] : [{ target, program }];
  });
}

/** Of the targets that play most of a program's steps the one with the fewest kinds; undefined: none plays any. */
function playerOf({ actions }: Program, players: readonly Target[]): string | undefined {
  let best: { readonly name: string; readonly plays: number; readonly kinds: number } | undefined;
  for (const { name, vocabulary } of players) {
    const kinds = new Set<Kind>(vocabulary.kinds.map(([kind]) => kind));
    const plays = actions.filter((action) => kinds.has(action.do)).length;
    if (plays === 0) continue;
    if (best === undefined || plays > best.plays || (plays === best.plays && kinds.size < best.kinds))
      best = { name, plays, kinds: kinds.size };
  }
  return best?.name;
}
