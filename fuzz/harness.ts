import type { Baseline } from '../src/campaign/baseline.ts';
import { programOfBytes } from '../src/campaign/corpus/bytes.ts';
import { shippedDevices } from '../src/campaign/device-files.ts';
import { Judge } from '../src/campaign/judge.ts';
import { knownWeaknesses } from '../src/campaign/known.ts';
import type { Target } from '../src/campaign/target.ts';
import { makeProfile } from '../src/changes/profiles.ts';
import { ModelExecutor } from '../src/executor/model/model-executor.ts';
import { oracles } from '../src/oracle/index.ts';

/** What other fuzz engines call: any bytes are a program; a violation that is not known is thrown. */
export type ByteFuzzer = (bytes: Uint8Array) => void;

/** The byte door of a target, for engines such as libFuzzer and Jazzer.js; see {@link programOfBytes} for the bytes. */
export function byteFuzzer(target: Target): ByteFuzzer {
  let prepared: { judge: Judge; baseline: Baseline; devices: string[] } | undefined;
  return (bytes) => {
    prepared ??= prepare();
    const { judge, baseline, devices } = prepared;
    const program = programOfBytes(target, bytes, devices);
    if (!judge.look(program).suspicious) return;
    for (const violation of judge.judge(program)) {
      if (violation.hygiene || baseline.get(violation.fingerprint)) continue;
      throw new Error(`${violation.fingerprint}: ${violation.title} (${violation.detail})`);
    }
  };
}

function prepare(): { judge: Judge; baseline: Baseline; devices: string[] } {
  const made = makeProfile('linux-6.1');
  if ('problem' in made) throw new Error('the default profile cannot be made');
  const library = shippedDevices();
  const judge = new Judge(new ModelExecutor(library, made.profile), oracles);
  return { judge, baseline: knownWeaknesses('linux-6.1'), devices: library.names() };
}
