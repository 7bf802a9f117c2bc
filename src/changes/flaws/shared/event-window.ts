import type { Kernel } from '../../../host/kernel.ts';
import { PointKind, passPoint } from '../../../platform/points.ts';

/** Another processor may come in here, between two steps of the event core that should be one. */
export function atWindow(kernel: Kernel): void {
  const { points } = kernel.world.ports;
  passPoint(points, PointKind.Lock, kernel.lockGraph.classOf('is_active'));
}
