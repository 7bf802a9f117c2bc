import type { Execution } from '../executor/execution.ts';
import type { Program } from '../program/program.ts';
import type { Script } from './client/script.ts';
import type { Subject } from './run-case.ts';

/** Bytes of something before and after a case; null: there was none, or it cannot be seen. */
export interface BeforeAfter {
  readonly name: string;
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
}

/** What a person wants to see of a case that failed. */
export interface Evidence {
  /** What was done: a guest's program, or the script of a backend that a frontend is held against. */
  readonly steps:
    | { readonly kind: 'program'; readonly program: Program }
    | { readonly kind: 'script'; readonly script: Script };
  /** Shared page of each guest. */
  readonly pages: readonly BeforeAfter[];
  /** Configuration space of each bound function; `before` as it was while nobody had it. */
  readonly hardware: readonly BeforeAfter[];
}

/** Runs a program once more and keeps page and hardware. @throws what the executor throws */
export function evidenceOf(program: Program, { executor }: Subject): Evidence {
  const execution = executor.run(program, 'full');
  return { steps: { kind: 'program', program }, pages: pagesOf(execution), hardware: hardwareOf(execution) };
}

function pagesOf({ start, final }: Execution): BeforeAfter[] {
  return final.connections.map(({ domid, page }) => ({
    name: `domain ${domid}`,
    before: start.find((connection) => connection.domid === domid)?.page() ?? null,
    after: page(),
  }));
}

function hardwareOf({ functions, final }: Execution): BeforeAfter[] {
  const after = new Map(final.devices().map(({ fn, state }) => [fn, state.config]));
  return functions.flatMap(({ index, address, name, baseline }) => {
    if (baseline === null && !after.has(index)) return [];
    return [
      { name: `${address} ${name}`, before: baseline?.config ?? null, after: after.get(index) ?? null },
    ];
  });
}
