import type { DeviceSetup, Setup } from '../program/program.ts';
import type { Random } from '../program/random.ts';

/** Ways a device may be handed to a guest. */
export interface Modes {
  /** One in this many set-ups has the device permissive; 0 never. */
  readonly permissive?: number;
  readonly interruptControl?: number;
  readonly hostSharesLine?: number;
  readonly passthrough?: number;
  readonly stubOnly?: number;
  readonly hostDriver?: number;
  readonly pvh?: number;
  readonly withoutMsi?: number;
}

const sometimes = (random: Random, rate: number | undefined): boolean =>
  rate !== undefined && rate > 0 && random.oneIn(rate);

function deviceSetup(name: string, guest: number | undefined, modes: Modes, random: Random): DeviceSetup {
  return {
    name,
    ...(guest === undefined ? {} : { guest }),
    ...(sometimes(random, modes.permissive) ? { permissive: true as const } : {}),
    ...(sometimes(random, modes.interruptControl) ? { interruptControl: true as const } : {}),
    ...(sometimes(random, modes.hostSharesLine) ? { hostSharesLine: true as const } : {}),
    ...(sometimes(random, modes.hostDriver) ? { hostDriver: true as const } : {}),
  };
}

/**
 * A set-up of `count` devices drawn from the library.
 * @param guestOf guest that has device i, or undefined for nobody
 */
export function drawSetup(
  devices: readonly string[],
  count: number,
  guests: number,
  start: Setup['start'],
  guestOf: (device: number) => number | undefined,
  modes: Modes,
  random: Random,
): Setup {
  const names: string[] = [];
  for (let i = 0; i < count && names.length < devices.length; i++) {
    const sibling = i > 0 && random.oneIn(2) ? siblingOf(names, devices, random) : undefined;
    let name = sibling ?? random.pick(devices);
    while (names.includes(name)) name = devices[(devices.indexOf(name) + 1) % devices.length] as string;
    names.push(name);
  }
  return {
    topology: sometimes(random, modes.passthrough) ? 'passthrough' : 'vpci',
    ...(sometimes(random, modes.stubOnly) ? { stubOnly: true as const } : {}),
    ...(sometimes(random, modes.pvh) ? { pvh: true as const } : {}),
    ...(sometimes(random, modes.withoutMsi) ? { withoutMsi: true as const } : {}),
    guests,
    devices: names.map((name, index) => deviceSetup(name, guestOf(index), modes, random)),
    start,
  };
}

/** Another function of the card that was drawn last (`card.lspci#03:00.1` beside `#03:00.0`), mostly of the same slot. */
function siblingOf(names: readonly string[], devices: readonly string[], random: Random): string | undefined {
  const last = names.at(-1);
  const slot = last?.slice(0, last.lastIndexOf('.') + 1);
  const card = last?.slice(0, last.indexOf('#') + 1);
  if (!slot || !card) return undefined;
  const others = devices.filter((name) => name.startsWith(card) && !names.includes(name));
  const near = others.filter((name) => name.startsWith(slot));
  const pool = near.length > 0 && !random.oneIn(4) ? near : others;
  return pool.length > 0 ? random.pick(pool) : undefined;
}

/** How many set-ups are in use at once. */
const POOL_SIZE = 8;
/** How many executions pass before one is added, and, once there are all, before one is replaced. */
const GROW_EVERY = 3;
const ROTATE_EVERY = 24;

/**
 * A few set-ups in use at a time: building one costs as much as some executions on it, and in a process that has just
 * begun as much as dozens.
 */
export class SetupPool {
  private readonly pool: Setup[] = [];
  private used = 0;
  private readonly draw: (random: Random) => Setup;

  constructor(draw: (random: Random) => Setup) {
    this.draw = draw;
  }

  next(random: Random): Setup {
    const { pool } = this;
    const isFull = pool.length === POOL_SIZE;
    if (this.used++ % (isFull ? ROTATE_EVERY : GROW_EVERY) !== 0) return random.pick(pool);
    const setup = this.draw(random);
    pool[isFull ? random.below(POOL_SIZE) : pool.length] = setup;
    return setup;
  }
}
