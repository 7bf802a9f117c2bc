import type { Kernel } from '../../../host/kernel.ts';
import { PointKind } from '../../../platform/points.ts';

/** Another processor may come in here, between two steps of the event core that should be one. */
export function atWindow(kernel: Kernel): void {
  const { points } = kernel.world.ports;
  if (points.armed & (1 << PointKind.Lock)) {
    points.reach(PointKind.Lock, kernel.lockGraph.classOf('is_active'));
  }
}
