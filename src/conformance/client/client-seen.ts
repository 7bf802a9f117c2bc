import type { Frontend } from '../../guest/frontend.ts';
import type { FrontendModule } from '../../guest/module.ts';
import type { Noted, PostedRequest } from './happening.ts';
import type { WatchedWorld } from './watched-world.ts';

/** A script that was played, in terms that rules are stated in. */
export class ClientSeen {
  readonly world: WatchedWorld;
  readonly frontends: readonly Frontend[];
  readonly module: FrontendModule;
  /** What the operation of each step returned. */
  readonly results: unknown[] = [];
  /** Lines of the frontend's log, of each step. */
  readonly lines: (readonly string[])[] = [];
  /** Microseconds that each step took. */
  readonly elapsed: number[] = [];
  /** The guest's kernel died of this. */
  oops: string | null = null;

  constructor(world: WatchedWorld, frontends: readonly Frontend[], module: FrontendModule) {
    this.world = world;
    this.frontends = frontends;
    this.module = module;
  }

  /** What happened in a step, or at all. */
  happened(step?: number): readonly Noted[] {
    const { list } = this.world.notes;
    return step === undefined ? list : list.filter((noted) => noted.step === step);
  }

  only<W extends Noted['what']>(what: W, step?: number): Extract<Noted, { what: W }>[] {
    return this.happened(step).filter((noted): noted is Extract<Noted, { what: W }> => noted.what === what);
  }

  requests(step?: number): PostedRequest[] {
    return this.only('request', step).map(({ request }) => request);
  }

  frontend(instance = 0): Frontend {
    return this.frontends[instance] as Frontend;
  }
}
