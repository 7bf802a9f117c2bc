import { expect, it } from 'vitest';
import { Snapshot } from '../../platform/snapshot.ts';
import { allPirqs, mappedPirqs } from '../testing/pirqs.ts';
import { MSIX, testFunction } from './testing/function.ts';
import { PciRig } from './testing/rig.ts';

const handler = { fn: 0, handleInterrupt: () => true };

/** Everything of the host and the hardware that the operations below change. */
function state(rig: PciRig): unknown {
  const { dev, irqs } = rig;
  return structuredClone([
    [
      dev.enableCnt,
      dev.isBusmaster,
      dev.irq,
      dev.msiEnabled,
      dev.msixEnabled,
      dev.currentState,
      dev.stateSaved,
    ],
    [
      dev.ownerDomid,
      dev.disconnected,
      dev.msixIrqs,
      dev.msixIndices,
      dev.savedState.header,
      dev.resource[0]?.flags,
    ],
    [...irqs.lines.keys()],
    irqs.installed().map(({ name }) => name),
    allPirqs(irqs),
    dev.fn.config,
  ]);
}

function disturb(rig: PciRig): void {
  const { pci, irqs, dev } = rig;
  pci.registerOwner(dev, 7);
  pci.enableDevice(dev);
  pci.setMaster(dev);
  irqs.request(dev.irq, handler, 'test', true);
  pci.enableMsix(dev, [{ vector: 0, entry: 2 }], 1);
  pci.saveState(dev);
  pci.setPowerState(dev, 3);
  pci.markDisconnected(dev);
}

it('a restored host behaves as a fresh one', () => {
  const rig = new PciRig([testFunction()]);
  const snapshot = new Snapshot([rig.world, rig.kernel], [rig.world.ports, rig.recorder]);
  const fresh = state(rig);
  for (let i = 0; i < 2; i++) {
    disturb(rig);
    expect(rig.read(MSIX + 2)).toBe(0x8003);
    expect(state(rig)).not.toEqual(fresh);
    expect(mappedPirqs(rig.irqs, 7)).toEqual([{ domid: 7, pirq: 512, irq: 288 }]);
    snapshot.restore();
    expect(state(rig)).toEqual(fresh);
  }
});
