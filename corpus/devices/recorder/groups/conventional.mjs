/** Groups of conventional PCI functions, behind a PCI Express to PCI bridge. */
import { NO_ROM, ROM_64K, ROM_256K } from '../roms.mjs';
/** @typedef {import('../machine.mjs').Group} Group */

/** @type {readonly Group[]} */
export const CONVENTIONAL_GROUPS = Object.freeze([
  {
    file: 'pci-bridge',
    about:
      'root port, PCI Express to PCI bridge, PCI to PCI bridge, two conventional devices behind the last',
    slots: [
      {
        address: '00:1c.7',
        device: 'pcie-root-port,id=rp8,bus=pcie.0,addr=1c.7,chassis=10,slot=10',
        name: 'Red Hat, Inc. QEMU PCIe Root port',
        state: 'port',
      },
      {
        address: '0b:00.0',
        device: 'pcie-pci-bridge,id=pci1,bus=rp8',
        name: 'Red Hat, Inc. QEMU PCIe-PCI bridge',
        state: 'driver',
      },
      {
        address: '0c:06.0',
        device: 'pci-bridge,id=pci2,bus=pci1,addr=6.0,chassis_nr=11',
        name: 'Red Hat, Inc. QEMU PCI-PCI bridge',
        state: 'driver',
      },
      {
        address: '0d:01.0',
        device: `i82559c,bus=pci2,addr=1.0,mac=52:54:00:12:34:0d,${ROM_256K}`,
        name: 'Intel Corporation 82557/8/9/0/1 Ethernet Pro 100',
        state: 'driver',
      },
      {
        address: '0d:02.0',
        device: 'AC97,bus=pci2,addr=2.0,audiodev=silent',
        name: "Intel Corporation 82801AA AC'97 Audio Controller",
        state: 'decode',
      },
    ],
  },
  {
    file: 'e1000',
    about: 'conventional PCI network adapter: memory, I/O and ROM BAR, no PCI Express capability',
    slots: [
      {
        address: '0c:01.0',
        device: `e1000,bus=pci1,addr=1.0,mac=52:54:00:12:34:0c,${ROM_256K}`,
        name: 'Intel Corporation 82540EM Gigabit Ethernet Controller',
        state: 'driver',
      },
    ],
  },
  {
    file: 'rtl8139',
    about: 'conventional PCI network adapter: I/O and memory BAR of the same registers',
    slots: [
      {
        address: '0c:02.0',
        device: `rtl8139,bus=pci1,addr=2.0,mac=52:54:00:12:34:1c,${ROM_64K}`,
        name: 'Realtek Semiconductor Co., Ltd. RTL-8100/8101L/8139 PCI Fast Ethernet Adapter',
        state: 'driver',
      },
    ],
  },
  {
    file: 'pcnet',
    about: 'conventional PCI network adapter without any capability',
    slots: [
      {
        address: '0c:03.0',
        device: `pcnet,bus=pci1,addr=3.0,mac=52:54:00:12:34:2c,${NO_ROM}`,
        name: 'Advanced Micro Devices, Inc. [AMD] 79c970 [PCnet32 LANCE]',
        state: 'decode',
      },
    ],
  },
  {
    file: 'lsi53c895a',
    about: 'conventional PCI SCSI controller: three BARs, ROM BAR',
    slots: [
      {
        address: '0c:04.0',
        device: `lsi53c895a,bus=pci1,addr=4.0,${ROM_64K}`,
        name: 'Broadcom / LSI 53c895a',
        state: 'off',
      },
    ],
  },
  {
    file: 'multifunction',
    about: 'conventional multifunction card: SD host controller, serial port and test device in one slot',
    slots: [
      {
        address: '0c:05.0',
        device: 'sdhci-pci,bus=pci1,addr=5.0,multifunction=on',
        name: 'Red Hat, Inc. QEMU SD Host Controller',
        state: 'driver',
      },
      {
        address: '0c:05.1',
        device: 'pci-serial,bus=pci1,addr=5.1,chardev=serial0',
        name: 'Red Hat, Inc. QEMU PCI 16550A Adapter',
        state: 'decode',
      },
      {
        address: '0c:05.2',
        device: 'pci-testdev,bus=pci1,addr=5.2',
        name: 'Red Hat, Inc. QEMU PCI Test Device',
        state: 'off',
      },
    ],
  },
]);
