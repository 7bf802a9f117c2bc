import type { Area } from '../../../conformance/rule.ts';

const names: Readonly<Record<Area, string>> = {
  ABI: 'layout of the shared page',
  EVT: 'events and the worker',
  CONF: 'access to configuration space',
  HDR: 'header fields',
  CAP: 'capabilities',
  OPS: 'commands, MSI and MSI-X',
  ISR: 'the helper handler of a shared line',
  XB: 'xenbus',
  STUB: 'the device stub',
  SYS: 'sysfs',
  AER: 'error recovery',
  VPCI: 'the virtual bus',
  PT: 'passthrough topology',
  QRK: 'quirk fields',
  EOI: 'late EOI and event channels',
  CHG: 'differences since Linux 6.1',
  FE: 'the frontend',
  DOC: 'statements of the original documents',
};

/** What an area is about; '' for one that this version does not know. */
export const areaName = (area: string): string => (Object.hasOwn(names, area) ? names[area as Area] : '');
