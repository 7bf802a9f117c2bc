import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { serializeDump } from '../platform/pci/dump/serialize.ts';
import { synthesiseVfs } from '../platform/pci/synthesise-vfs.ts';
import {
  sampleBridge,
  sampleConventional,
  sampleEndpoint,
  samplePhysicalFunction,
} from '../platform/pci/testing/sample-functions.ts';
import { scratchFolder } from '../testing/scratch.ts';
import { DeviceChoiceError } from './device-choice-error.ts';
import { dumpFiles, loadDevices, shippedDevices, shippedFolder } from './device-files.ts';
import { stemOf } from './dump-devices.ts';

const folder = scratchFolder();
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  for (const name of ['other', 'empty', 'env']) mkdirSync(at(name));
  writeFileSync(at('one.lspci'), serializeDump([sampleEndpoint()]));
  writeFileSync(
    at('two.lspci'),
    serializeDump([sampleBridge(3, 4), sampleConventional({ bus: 1, slot: 5 })]),
  );
  writeFileSync(at('virtual.lspci'), serializeDump(synthesiseVfs(samplePhysicalFunction(), 2)));
  copyFileSync(at('one.lspci'), at('copy.lspci'));
  writeFileSync(at('other/one.lspci'), serializeDump([sampleConventional()]));
  copyFileSync(at('two.lspci'), at('env/mine.lspci'));
});

const namesOf = (values: readonly string[], env = {}): string[] => loadDevices(values, env).library.names();

function refusal(values: readonly string[], env = {}): DeviceChoiceError {
  try {
    loadDevices(values, env);
  } catch (error) {
    if (error instanceof DeviceChoiceError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('what names devices', () => {
  test('a file: its name, with the address when it holds several', () => {
    expect(namesOf([at('one.lspci'), at('two.lspci')])).toEqual(['one', 'two#00:1c.0', 'two#01:05.0']);
  });

  test('FILE#ADDRESS: one function, under the name it has in the whole file', () => {
    const [, , second] = namesOf([at('one.lspci'), at('two.lspci')]);
    expect(namesOf([`${at('two.lspci')}#0000:01:05.0`])).toEqual([second]);
    expect(namesOf([`${at('one.lspci')}#03:00.0`])).toEqual(['one']);
  });

  test('a folder: all its dumps', () => {
    expect(namesOf([at('env')])).toEqual(['mine#00:1c.0', 'mine#01:05.0']);
  });

  test('a name of the folder in PCIBACK_RIG_DEVICES, also with an address', () => {
    const env = { PCIBACK_RIG_DEVICES: at('env') };
    expect(namesOf(['mine'], env)).toHaveLength(2);
    expect(namesOf(['mine#00:1c.0'], env)).toEqual(['mine#00:1c.0']);
  });

  test('shipped devices by name, and all of them without a value', () => {
    const shipped = shippedDevices().names();
    expect(shipped.length).toBeGreaterThanOrEqual(12);
    expect(namesOf([])).toEqual(shipped);
    const [first] = dumpFiles(shippedFolder());
    const stem = stemOf(first as string);
    for (const name of namesOf([stem])) expect(name === stem || name.startsWith(`${stem}#`)).toBe(true);
  });

  test('a VF comes with its physical function', () => {
    const { library } = loadDevices([at('virtual.lspci')], {});
    const virtual = library
      .names()
      .flatMap((name) => library.get(name) ?? [])
      .filter(({ description }) => description.isVf);
    expect(virtual).toHaveLength(2);
    for (const { companions } of virtual) expect(companions).toHaveLength(1);
  });
});

describe('the library does not depend on how it was asked for', () => {
  const given = (): string[] =>
    ['one.lspci', 'two.lspci', 'copy.lspci', 'virtual.lspci', 'other/one.lspci'].map(at);
  const content = (values: readonly string[]): unknown => {
    const { library, texts } = loadDevices(values, {});
    return [library.names().map((name) => library.get(name)), texts];
  };

  test('nor on the order', () => {
    expect(content([...given()].reverse())).toEqual(content(given()));
  });

  test('the same content under two names is there once, under the first', () => {
    expect(namesOf([at('one.lspci'), at('copy.lspci')])).toEqual(['copy']);
    expect(loadDevices([at('one.lspci'), at('copy.lspci')], {}).texts).toHaveLength(1);
    expect(namesOf([at('two.lspci'), `${at('two.lspci')}#00:1c.0`])).toHaveLength(2);
  });

  test('different devices of one name both stay', () => {
    const names = namesOf([at('one.lspci'), at('other/one.lspci')]);
    expect(names).toHaveLength(2);
    for (const name of names) expect(name).toMatch(/^one~[0-9a-f]{8}$/);
  });
});

describe('what is refused', () => {
  test('an unknown name, with the names there are', () => {
    const error = refusal(['mime'], { PCIBACK_RIG_DEVICES: at('env') });
    expect(error).toMatchObject({
      where: 'mime',
      wanted: 'mime',
      what: expect.stringContaining('no shipped device'),
    });
    expect(error.candidates).toContain('mine');
  });

  test('an unknown path', () => {
    expect(refusal([at('none.lspci')])).toMatchObject({
      where: at('none.lspci'),
      what: 'there is no such file',
    });
  });

  test('an address that is not in the dump', () => {
    const error = refusal([`${at('two.lspci')}#00:1d.0`]);
    expect(error.what).toContain('no function at that address');
    expect(error.candidates).toEqual(['00:1c.0', '01:05.0']);
  });

  test('a folder without dumps, and nothing', () => {
    expect(refusal([at('empty')]).what).toContain('no *.lspci');
    expect(refusal(['']).where).toBe("''");
  });

  test('an address that several machines of the dump have', () => {
    writeFileSync(
      at('env/both.lspci'),
      serializeDump([
        { ...sampleConventional(), machine: 0 },
        { ...sampleEndpoint({ bus: 0, slot: 3 }), machine: 1 },
      ]),
    );
    const [first, second] = namesOf([at('env/both.lspci')]);
    expect([first, second].map((name) => name?.split('#')[1]?.split('/')[0])).toEqual(['0', '1']);
    const address = first?.split('/').at(-1) ?? '';
    expect(refusal([`${at('env/both.lspci')}#${address}`]).what).toContain('several machines');
    expect(namesOf([`${at('env/both.lspci')}#1/${address}`])).toEqual([second]);
    rmSync(at('env/both.lspci'));
  });
});
