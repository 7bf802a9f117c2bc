import fc from 'fast-check';
import { XEN_PCI_OP_conf_read, XEN_PCI_OP_conf_write } from '../../abi/pciif.ts';
import type { Action, Program, Setup } from '../../program/program.ts';

/** Reads and writes of configuration space, of valid size and place: what `bench` measures everywhere. */

/** One access. */
export const accessArbitrary: fc.Arbitrary<Action> = fc
  .tuple(
    fc.constantFrom(XEN_PCI_OP_conf_read, XEN_PCI_OP_conf_write),
    fc.constantFrom(1, 2, 4),
    fc.nat(255),
    fc.integer({ min: 0, max: 0xffffffff }),
  )
  .map(([cmd, size, at, value]) => ({ do: 'op', cmd, offset: at - (at % size), size, value }));

/** Programs of exactly so many accesses on one of the set-ups. */
export function accessPrograms(setups: readonly Setup[], actions: number): fc.Arbitrary<Program> {
  return fc.record({
    setup: fc.constantFrom(...setups),
    actions: fc.array(accessArbitrary, { minLength: actions, maxLength: actions }),
  });
}

/** What commands have made up: fast-check calls it the real thing, here it is the program to run. */
interface Script {
  readonly actions: Action[];
}

/** One action as a command: it writes itself down, and the program is run when all have. */
export class ActionCommand implements fc.Command<object, Script> {
  private readonly action: Action;

  constructor(action: Action) {
    this.action = action;
  }

  check(): boolean {
    return true;
  }

  run(_model: object, { actions }: Script): void {
    actions.push(this.action);
  }

  toString(): string {
    return JSON.stringify(this.action);
  }
}

/** Lists of commands, from none to twice as many as `actions`, so that these are the mean. */
export function accessCommands(actions: number): fc.Arbitrary<Iterable<fc.Command<object, Script>>> {
  const command = accessArbitrary.map((action) => new ActionCommand(action));
  return fc.commands([command], { maxCommands: 2 * actions, size: 'max' });
}

/** Actions of a list of commands, played by fast-check's own player. */
export function actionsOf(commands: Iterable<fc.Command<object, Script>>): readonly Action[] {
  const real: Script = { actions: [] };
  fc.modelRun(() => ({ model: {}, real }), commands);
  return real.actions;
}
