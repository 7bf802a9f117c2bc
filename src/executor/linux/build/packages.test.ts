import { describe, expect, it } from 'vitest';
import { headerPackages, installCommand, MissingError, neededPackages, updateLists } from './packages.ts';
import { debian } from './testing/debian.ts';

describe('packages that are needed', () => {
  it('are tools to install, then sources and headers to unpack', () => {
    const packages = neededPackages(debian(true), '6.1', true);
    expect(packages.map(({ name, unpacked }) => [name, unpacked])).toEqual([
      ['clang-14', false],
      ['libclang-rt-14-dev', false],
      ['lld-14', false],
      ['linux-source-6.1', true],
      ['linux-headers-6.1.0-9-amd64', true],
      ['linux-headers-6.1.0-9-common', true],
    ]);
    expect(packages[3]).toMatchObject({ version: '6.1.1-1', download: 139_000_000 });
    expect(
      neededPackages(debian(true), '6.1', false).some(({ name }) => name.startsWith('linux-source')),
    ).toBe(false);
  });

  it('are also what takes archives and objects apart, on a machine that has nothing', () => {
    const machine = debian(true, [], true);
    updateLists(machine);
    const tools = (source: boolean) =>
      neededPackages(machine, '6.1', source).flatMap(({ name, unpacked }) => (unpacked ? [] : [name]));
    expect(tools(true).slice(3)).toEqual(['binutils', 'xz-utils']);
    expect(tools(false).slice(3)).toEqual(['binutils']);
  });

  it('are installed by one command, with sudo where it takes root', () => {
    const command = 'apt-get install --no-install-recommends clang-14 libclang-rt-14-dev lld-14';
    expect(installCommand(debian(true), neededPackages(debian(true), '6.1', true))).toBe(command);
    expect(installCommand(debian(false), neededPackages(debian(false), '6.1', true))).toBe(`sudo ${command}`);
    expect(installCommand(debian(false), [])).toBe('');
  });

  it('that the lists do not know are told with the command that renews the lists', () => {
    const lookUp = () => headerPackages(debian(false), '6.12');
    expect(lookUp).toThrow(MissingError);
    expect(lookUp).toThrow('no headers of Linux 6.12');
    try {
      lookUp();
    } catch (error) {
      expect((error as MissingError).remedy).toBe('sudo apt-get update');
    }
  });
});
