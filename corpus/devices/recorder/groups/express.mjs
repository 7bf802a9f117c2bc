/** Groups of PCI Express functions behind root ports. */
import { ROM_64K, ROM_256K } from '../roms.mjs';

/** @typedef {import('../machine.mjs').Group} Group */

const VF = Object.freeze({
  name: 'Red Hat, Inc. QEMU NVM Express Controller (virtual function)',
  vfOf: '02:00.0',
});

/** @type {readonly Group[]} */
export const EXPRESS_GROUPS = Object.freeze([
  {
    file: 'e1000e',
    about: 'PCI Express network adapter: PM, MSI, MSI-X, AER, serial number, ROM BAR',
    slots: [
      {
        address: '01:00.0',
        device: `e1000e,bus=rp1,mac=52:54:00:12:34:01,${ROM_256K}`,
        name: 'Intel Corporation 82574L Gigabit Network Connection',
        state: 'driver',
      },
    ],
  },
  {
    file: 'nvme-sriov',
    about: 'NVMe controller with SR-IOV: the PF and four enabled VFs',
    slots: [
      {
        address: '02:00.0',
        device:
          'nvme,bus=rp2,serial=pciback-rig,subsys=subsys0,sriov_max_vfs=4,sriov_vq_flexible=8,sriov_vi_flexible=4',
        name: 'Red Hat, Inc. QEMU NVM Express Controller',
        state: 'driver',
      },
      { address: '02:00.1', state: 'driver', ...VF },
      { address: '02:00.2', state: 'driver', ...VF },
      { address: '02:00.3', state: 'off', ...VF },
      { address: '02:00.4', state: 'off', ...VF },
    ],
  },
  {
    file: 'xhci',
    about: 'USB 3 controller: MSI-X, 64-bit BAR',
    slots: [
      {
        address: '03:00.0',
        device: 'qemu-xhci,bus=rp3',
        name: 'Red Hat, Inc. QEMU XHCI Host Controller',
        state: 'off',
      },
    ],
  },
  {
    file: 'virtio-net',
    about: 'modern virtio network device: five vendor capabilities, MSI-X, PM, FLR, AER, ATS, ROM BAR',
    slots: [
      {
        address: '04:00.0',
        device: `virtio-net-pci,bus=rp4,disable-legacy=on,aer=on,ats=on,mac=52:54:00:12:34:04,${ROM_64K}`,
        name: 'Red Hat, Inc. Virtio 1.0 network device',
        state: 'driver',
      },
    ],
  },
  {
    file: 'megasas',
    about: 'RAID controller: I/O and two memory BARs, MSI and MSI-X, ROM BAR',
    slots: [
      {
        address: '05:00.0',
        device: `megasas-gen2,bus=rp5,msi=on,msix=on,sas_address=0x5000000000000005,${ROM_64K}`,
        name: 'Broadcom / LSI MegaRAID SAS 2108 [Liberator]',
        state: 'decode',
      },
    ],
  },
  {
    file: 'pcie-switch',
    about: 'root port, switch (upstream and two downstream ports) and a device behind each downstream port',
    slots: [
      {
        address: '00:1c.5',
        device: 'ioh3420,id=rp6,bus=pcie.0,addr=1c.5,chassis=6,slot=6',
        name: 'Intel Corporation 7500/5520/5500/X58 I/O Hub PCI Express Root Port 0',
        state: 'port',
        // QEMU aborts when this port's MSI message count exceeds its two vectors while MSI is off.
        wholeBytesOnly: true,
      },
      {
        address: '06:00.0',
        device: 'x3130-upstream,id=up,bus=rp6,addr=0.0',
        name: 'Texas Instruments XIO3130 PCI Express Switch (Upstream)',
        state: 'port',
      },
      {
        address: '07:00.0',
        device: 'xio3130-downstream,id=down0,bus=up,addr=0.0,chassis=8,slot=8,multifunction=on',
        name: 'Texas Instruments XIO3130 PCI Express Switch (Downstream)',
        state: 'port',
      },
      {
        address: '07:01.0',
        device: 'xio3130-downstream,id=down1,bus=up,addr=1.0,chassis=9,slot=9',
        name: 'Texas Instruments XIO3130 PCI Express Switch (Downstream)',
        state: 'port',
      },
      {
        address: '08:00.0',
        device: `vmxnet3,bus=down0,mac=52:54:00:12:34:08,${ROM_64K}`,
        name: 'VMware VMXNET3 Ethernet Controller',
        state: 'driver',
      },
      {
        address: '09:00.0',
        device: 'virtio-rng-pci,bus=down1,disable-legacy=on',
        name: 'Red Hat, Inc. Virtio 1.0 RNG',
        state: 'off',
      },
    ],
  },
  {
    file: 'pcie-root-port',
    about: 'root port (AER, ACS, hotplug slot) with a two-function device behind it',
    slots: [
      {
        address: '00:1c.6',
        device: 'pcie-root-port,id=rp7,bus=pcie.0,addr=1c.6,chassis=7,slot=7',
        name: 'Red Hat, Inc. QEMU PCIe Root port',
        state: 'port',
      },
      {
        address: '0a:00.0',
        device: 'virtio-scsi-pci,bus=rp7,addr=0.0,multifunction=on,disable-legacy=on',
        name: 'Red Hat, Inc. Virtio 1.0 SCSI',
        state: 'driver',
      },
      {
        address: '0a:00.1',
        device: 'nec-usb-xhci,bus=rp7,addr=0.1',
        name: 'NEC Corporation uPD720200 USB 3.0 Host Controller',
        state: 'decode',
      },
    ],
  },
]);
