import { handleEvent } from '../../events/handler.ts';
import { doOp } from '../../events/worker.ts';
import { Fixture, type FixtureOptions, GUEST, type Posted, type Reply } from './fixture.ts';

const DOM0 = 0;

/** A fixture whose event channel is bound: a request goes the whole way from the guest's event to its reply. */
export class ConnectedFixture extends Fixture {
  /** Guest's end of the channel. */
  readonly port: number;

  constructor(options: Omit<FixtureOptions, 'work'> = {}) {
    super({ ...options, work: doOp });
    const { connection, kernel, world } = this;
    this.port = world.channels.allocUnbound(GUEST, DOM0);
    const handler = { handleEvent: (irq: number) => handleEvent(connection, irq) };
    kernel.events.bindInterdomainLateEoi(GUEST, this.port, handler, connection.xdev.stats);
    world.scheduler.settle();
    this.recording.clear();
  }

  /** Posts a request, sends the event and lets everything run. */
  override perform(request: Posted): Reply {
    this.post(request);
    this.world.channels.send(GUEST, this.port);
    this.world.scheduler.budget = 4096;
    this.world.scheduler.settle();
    return this.reply();
  }

  /** Takes the guest's event; true when there was one. */
  takeEvent(): boolean {
    const { channels } = this.world;
    const pending = channels.isPending(GUEST, this.port);
    channels.clearPending(GUEST, this.port);
    return pending;
  }
}
