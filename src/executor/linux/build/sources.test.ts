import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { driverOfTree, nameOfTree, nearestVersion, versionOfTree } from './sources.ts';

const files = (
  'conf_space.c conf_space.h conf_space_capability.c conf_space_header.c conf_space_quirks.c conf_space_quirks.h ' +
  'passthrough.c pci_stub.c pciback.h pciback_ops.c vpci.c xenbus.c'
).split(' ');

let tree: string;
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'rig-tree-'));
});
afterEach(() => rmSync(tree, { recursive: true }));

function fill(folder: string, names: readonly string[] = files): string {
  mkdirSync(folder, { recursive: true });
  for (const name of names) writeFileSync(join(folder, name), `int ${name.replace('.', '_')};\n`);
  return folder;
}

describe('a tree', () => {
  it('is a whole kernel, or the folder of the driver alone', () => {
    const inside = fill(join(tree, 'drivers', 'xen', 'xen-pciback'));
    expect(driverOfTree(tree)).toBe(inside);
    expect(driverOfTree(inside)).toBe(inside);
  });

  it('that lacks a file of the driver is refused, and the file is named', () => {
    fill(
      join(tree, 'drivers', 'xen', 'xen-pciback'),
      files.filter((name) => name !== 'vpci.c'),
    );
    expect(() => driverOfTree(tree)).toThrow(/xen-pciback lacks vpci\.c$/);
  });

  it('that is none is refused', () => {
    writeFileSync(join(tree, 'pciback.h'), '');
    expect(() => driverOfTree(tree)).toThrow(/has no drivers\/xen\/xen-pciback with pciback\.h/);
    expect(() => driverOfTree(join(tree, 'nowhere'))).toThrow(/is not there/);
  });

  it('is named after what its files hold', () => {
    const a = fill(join(tree, 'a'));
    const b = fill(join(tree, 'b'));
    expect(nameOfTree(a)).toMatch(/^tree-[0-9a-f]{8}$/);
    expect(nameOfTree(b)).toBe(nameOfTree(a));
    writeFileSync(join(b, 'vpci.c'), 'int patched;\n');
    expect(nameOfTree(b)).not.toBe(nameOfTree(a));
  });

  it('has the version of its Makefile', () => {
    expect(versionOfTree(tree)).toBeUndefined();
    writeFileSync(join(tree, 'Makefile'), 'VERSION = 6\nPATCHLEVEL = 8\nSUBLEVEL = 0\nEXTRAVERSION = -rc1\n');
    expect(versionOfTree(tree)).toBe('6.8');
  });
});

describe('the nearest headers', () => {
  it.each([
    [undefined, '6.1'],
    ['5.10', '6.1'],
    ['6.1', '6.1'],
    ['6.5', '6.1'],
    ['6.9', '6.12'],
    ['6.12', '6.12'],
    ['7.0', '6.12'],
  ])('of %s are those of %s', (wanted, nearest) => expect(nearestVersion(wanted)).toBe(nearest));
});
