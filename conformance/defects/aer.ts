import { SH_AER, SH_FLAGS, XEN_PCIB_active } from '../../src/abi/pciif.ts';
import { linuxGuest } from '../../src/conformance/client/guest-side.ts';
import { allRecover } from '../../src/guest/driver.ts';
import { type Defect, drivers, frontend, inside, other } from './defect.ts';

export const aer: readonly Defect[] = [
  frontend('event before the flag goes', 'FE-20', (made) => {
    const clear = made.clearFlag.bind(made);
    made.clearFlag = (bit) => {
      made.notify();
      clear(bit);
    };
  }),
  frontend('flags are cleared whole', 'FE-20', (made) => {
    made.clearFlag = () => made.page.write32(SH_FLAGS, 2);
  }),
  frontend('a job in the job', 'FE-20', (made) => {
    Object.defineProperty(made, 'aerBusy', { get: () => false, set() {} });
  }),
  frontend('does not look again', 'FE-20', (made) => {
    const run = made.runAerJob.bind(made);
    made.runAerJob = (machine) => {
      let left = 1;
      const { flags } = made;
      made.flags = () => (left-- > 0 ? flags.call(made) : 0);
      const { clearFlag } = made;
      made.clearFlag = () => made.page.write32(SH_FLAGS, 2);
      if (inside(made).aerQueued) run(machine);
      made.flags = flags;
      made.clearFlag = clearFlag;
    };
  }),
  frontend('looks without an event', 'FE-20', (made) => {
    const run = made.runAerJob.bind(made);
    made.runAerJob = (machine) => {
      made.handleEvent();
      run(machine);
    };
  }),
  other('every kernel is 6.1', 'CHG-09 CHG-10', {
    module: (kernel) => linuxGuest.module({ ...kernel, linux: '6.1' }),
  }),
  other('every kernel is 6.12', 'CHG-09 CHG-10', {
    module: (kernel) => linuxGuest.module({ ...kernel, linux: '6.12' }),
  }),
  frontend('serves whatever the flag says', 'FE-20', (made) => {
    made.handleEvent = () => {
      made.raiseFlag(XEN_PCIB_active);
      inside(made).aerQueued = true;
    };
  }),
  frontend(
    'every driver knows of errors',
    'FE-21 CHG-09',
    drivers((given) => (device) => ({ ...allRecover(device), ...given(device) })),
  ),
  frontend('all requests are for all devices', 'FE-21', (made) => {
    const find = made.serviceAer;
    const run = made.runAerJob.bind(made);
    made.runAerJob = (machine) => {
      const [device] = made.devices;
      if (inside(made).aerQueued && device !== undefined) {
        made.page.view.setUint32(SH_AER + 8, device.domain, true);
        made.page.view.setUint32(SH_AER + 12, device.bus, true);
        made.page.view.setUint32(SH_AER + 16, device.devfn, true);
      }
      run(machine);
    };
    made.serviceAer = find;
  }),
  frontend('always recovered', 'FE-20 FE-21', (made) => {
    const notify = made.notify.bind(made);
    made.notify = () => {
      made.page.write32(SH_AER + 4, 5);
      notify();
    };
  }),
];
