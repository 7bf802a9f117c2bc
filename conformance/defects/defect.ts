import { type GuestSide, linuxGuest } from '../../src/conformance/client/guest-side.ts';
import type { DriverOf } from '../../src/guest/driver.ts';
import type { Frontend, Machine } from '../../src/guest/frontend.ts';
import type { FrontendModule } from '../../src/guest/module.ts';
import type { ConfigPort } from '../../src/guest/scan.ts';

/** What defects reach into. */
interface Inside {
  aerBusy: boolean;
  aerQueued: boolean;
  poll(machine: Machine, since: number): number;
  awaitCompletion(machine: Machine): boolean;
  scanRoots(machine: Machine): unknown;
  scan(machine: Machine, domain: number, bus: number): unknown;
  removeMarked(): unknown;
  fatal(problem: unknown): void;
}

/** A frontend that breaks some rules. */
export interface Defect {
  readonly what: string;
  /** Rules that must have a red case. */
  readonly rules: readonly string[];
  readonly guest: Partial<GuestSide>;
}

export const inside = (frontend: Frontend): Inside => frontend as unknown as Inside;

export const frontend = (what: string, rules: string, change: (frontend: Frontend) => void): Defect => ({
  what,
  rules: rules.split(' '),
  guest: {
    frontend: (...args) => {
      const made = linuxGuest.frontend(...args);
      change(made);
      return made;
    },
  },
});

export const module = (what: string, rules: string, change: (module: FrontendModule) => void): Defect => ({
  what,
  rules: rules.split(' '),
  guest: {
    module: (kernel) => {
      const made = linuxGuest.module(kernel);
      change(made);
      return made;
    },
  },
});

export const port = (what: string, rules: string, change: (port: ConfigPort) => void): Defect => ({
  what,
  rules: rules.split(' '),
  guest: {
    port: (...args) => {
      const made = linuxGuest.port(...args);
      change(made);
      return made;
    },
  },
});

export const other = (what: string, rules: string, guest: Partial<GuestSide>): Defect => ({
  what,
  rules: rules.split(' '),
  guest,
});

type DoOp = Frontend['doOp'];
export const around = (change: (doOp: DoOp, made: Frontend) => DoOp) => (made: Frontend) => {
  made.doOp = change(made.doOp.bind(made), made);
};

/** The drivers that a script gives are changed. */
export const drivers = (change: (driverOf: DriverOf) => DriverOf) => (made: Frontend) => {
  let given: DriverOf = made.driverOf;
  Object.defineProperty(made, 'driverOf', {
    get: () => change(given),
    set: (driverOf: DriverOf) => {
      given = driverOf;
    },
  });
};

/** Something before each change of the state. */
export const withStates =
  (change: (state: number, go: (state: number) => void, made: Frontend) => void) => (made: Frontend) => {
    const go = made.switchState.bind(made);
    made.switchState = (state) => change(state, go, made);
  };
