import { expect, test } from 'vitest';
import { listRegisters, registerName } from './registers.ts';
import { ENDPOINT, sampleBridge, sampleConventional, sampleEndpoint } from './testing/sample-functions.ts';

test('registers are named, other bytes of them with their distance', () => {
  const fn = sampleEndpoint();
  expect(registerName(fn, 0x04)).toBe('COMMAND');
  expect(registerName(fn, 0x05)).toBe('COMMAND+1');
  expect(registerName(fn, 0x14)).toBe('BAR1');
  expect(registerName(fn, ENDPOINT.pm)).toBe('PM header');
  expect(registerName(fn, ENDPOINT.pm + 4)).toBe('PMCSR');
  expect(registerName(fn, ENDPOINT.msi + 2)).toBe('MSI control');
  expect(registerName(fn, ENDPOINT.msi + 16)).toBe('MSI mask');
  expect(registerName(fn, ENDPOINT.msix + 2)).toBe('MSI-X control');
  expect(registerName(fn, ENDPOINT.express + 9)).toBe('PCIe DEVCTL+1');
  expect(registerName(fn, ENDPOINT.aer + 8)).toBe('AER uncorrectable mask');
  expect(registerName(fn, 0x800)).toBe('extended 0x800');
  expect(registerName(fn, 0x38)).toBe('reserved 0x38');
  expect(registerName(sampleConventional(), 0x48)).toBe('device-specific 0x48');
  expect(registerName(sampleBridge(1, 2), 0x19)).toBe('SECONDARY_BUS');
});

test('a byte inside a capability whose registers are not known is named by the capability', () => {
  const { config, ...rest } = sampleEndpoint();
  config.set([0x09, 0x00, 0x10], ENDPOINT.express);
  expect(registerName({ ...rest, config }, ENDPOINT.express + 5)).toBe('Vendor+0x5');
});

test('the list is sorted, and no register of it lies over another', () => {
  const list = listRegisters(sampleEndpoint());
  list.slice(1).forEach((register, i) => {
    const before = list[i];
    expect(register.offset).toBeGreaterThanOrEqual((before?.offset ?? 0) + (before?.size ?? 0));
  });
});
