/** Groups whose functions all sit on bus 0. */
import { ROM_64K } from '../roms.mjs';
/** @typedef {import('../machine.mjs').Group} Group */

/** @type {readonly Group[]} */
export const ROOT_BUS_GROUPS = Object.freeze([
  {
    file: 'q35-chipset',
    about:
      'host bridge, LPC bridge, SATA (ich9-ahci) and SMBus of the q35 chipset; 00:1f.x is one multifunction slot',
    slots: [
      {
        address: '00:00.0',
        name: 'Intel Corporation 82G33/G31/P35/P31 Express DRAM Controller',
        state: 'driver',
        derivedMasks: true,
      },
      {
        address: '00:1f.0',
        name: 'Intel Corporation 82801IB (ICH9) LPC Interface Controller',
        state: 'driver',
      },
      {
        address: '00:1f.2',
        name: 'Intel Corporation 82801IR/IO/IH (ICH9R/DO/DH) 6 port SATA Controller [AHCI mode]',
        state: 'driver',
      },
      {
        address: '00:1f.3',
        name: 'Intel Corporation 82801I (ICH9 Family) SMBus Controller',
        state: 'decode',
      },
    ],
  },
  {
    file: 'vga-std',
    about: 'standard VGA: prefetchable frame buffer and ROM BAR',
    slots: [
      {
        address: '00:01.0',
        device: `VGA,bus=pcie.0,addr=1.0,${ROM_64K}`,
        name: 'Device 1234:1111',
        state: 'driver',
      },
    ],
  },
  {
    file: 'edu',
    about: 'educational device: MSI, one BAR',
    slots: [
      { address: '00:02.0', device: 'edu,bus=pcie.0,addr=2.0', name: 'Device 1234:11e8', state: 'off' },
    ],
  },
  {
    file: 'virtio-blk',
    about:
      'transitional virtio block device as a root complex integrated function: I/O BAR, MSI-X, 64-bit BAR',
    slots: [
      {
        address: '00:03.0',
        device: 'virtio-blk-pci,bus=pcie.0,addr=3.0,drive=disk0,disable-legacy=off,num-queues=2',
        name: 'Red Hat, Inc. Virtio block device',
        state: 'driver',
      },
    ],
  },
  {
    file: 'ivshmem',
    about: 'inter-VM shared memory (plain): a 64 MiB 64-bit prefetchable BAR above 4 GiB',
    slots: [
      {
        address: '00:04.0',
        device: 'ivshmem-plain,bus=pcie.0,addr=4.0,memdev=shared',
        name: 'Red Hat, Inc. Inter-VM shared memory',
        state: 'decode',
      },
    ],
  },
  {
    file: 'intel-hda',
    about: 'ICH9 HD audio controller: MSI',
    slots: [
      {
        address: '00:1b.0',
        device: 'ich9-intel-hda,bus=pcie.0,addr=1b.0',
        name: 'Intel Corporation 82801I (ICH9 Family) HD Audio Controller',
        state: 'driver',
      },
    ],
  },
  {
    file: 'ich9-usb',
    about: 'three UHCI and one EHCI controller in one multifunction slot, each with its own interrupt pin',
    slots: [
      {
        address: '00:1d.0',
        device: 'ich9-usb-uhci1,id=uhci1,bus=pcie.0,addr=1d.0,multifunction=on,masterbus=ehci.0,firstport=0',
        name: 'Intel Corporation 82801I (ICH9 Family) USB UHCI Controller #1',
        state: 'driver',
      },
      {
        address: '00:1d.1',
        device: 'ich9-usb-uhci2,id=uhci2,bus=pcie.0,addr=1d.1,masterbus=ehci.0,firstport=2',
        name: 'Intel Corporation 82801I (ICH9 Family) USB UHCI Controller #2',
        state: 'driver',
      },
      {
        address: '00:1d.2',
        device: 'ich9-usb-uhci3,id=uhci3,bus=pcie.0,addr=1d.2,masterbus=ehci.0,firstport=4',
        name: 'Intel Corporation 82801I (ICH9 Family) USB UHCI Controller #3',
        state: 'off',
      },
      {
        address: '00:1d.7',
        device: 'ich9-usb-ehci1,id=ehci,bus=pcie.0,addr=1d.7',
        name: 'Intel Corporation 82801I (ICH9 Family) USB2 EHCI Controller #1',
        state: 'driver',
      },
    ],
  },
]);
