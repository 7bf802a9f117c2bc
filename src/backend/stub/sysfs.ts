import { EIO, ENOENT } from '../../abi/errno.ts';
import type { Steps } from '../../host/index.ts';
import { type AttributeName, type DriverAttribute, PAGE_LIMIT } from './attributes/attribute.ts';
import type { StubDriver } from './pci-driver.ts';

function findAttribute(stub: StubDriver, name: AttributeName): DriverAttribute | undefined {
  return stub.attributes.find((attribute) => attribute.name === name);
}

/**
 * Root reads `/sys/bus/pci/drivers/pciback/<name>`.
 * @returns at most 4095 bytes; -ENOENT without such a file, -EIO when it cannot be read
 */
export function showAttribute(stub: StubDriver, name: AttributeName): string | number {
  const attribute = findAttribute(stub, name);
  if (attribute === undefined) return -ENOENT;
  return attribute.show === undefined ? -EIO : attribute.show(stub.driver).slice(0, PAGE_LIMIT);
}

/**
 * Root writes `text` there. Nothing written reaches nobody and succeeds (section 13).
 * @returns the byte count, -ENOENT without such a file, -EIO when it cannot be written, or the file's errno
 */
// biome-ignore lint/correctness/useYield: a writer is a task of its own, which a store may put to sleep
export function* storeAttribute(stub: StubDriver, name: AttributeName, text: string): Steps<number> {
  const attribute = findAttribute(stub, name);
  if (attribute === undefined) return -ENOENT;
  if (attribute.store === undefined) return -EIO;
  if (text.length === 0) return 0;
  const err = attribute.store(stub.driver, text);
  return err === 0 ? text.length : err;
}
