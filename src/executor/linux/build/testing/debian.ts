import { CommandError, type Commands } from '../commands.ts';

const shown: Readonly<Record<string, string>> = {
  'linux-source-6.1': 'Version: 6.1.1-1\nSize: 139000000\n',
  'linux-headers-6.1.0-9-amd64': 'Version: 6.1.1-1\nSize: 1800000\n',
  'linux-headers-6.1.0-9-common': 'Version: 6.1.1-1\nSize: 10500000\n',
  binutils: 'Version: 2.40-2\nSize: 100\n',
  'clang-14': 'Version: 1:14.0.6-12\nSize: 100\n',
  'libclang-rt-14-dev': 'Version: 1:14.0.6-12\nSize: 100\n',
  'lld-14': 'Version: 1:14.0.6-12\nSize: 100\n',
  'xz-utils': 'Version: 5.4.1-1\nSize: 100\n',
  'llvm-14': 'Version: 1:14.0.6-12\nSize: 100\n',
};
const depends: Readonly<Record<string, string>> = {
  'linux-headers-amd64': 'linux-headers-amd64\n  Depends: linux-headers-6.1.0-9-amd64\n',
  'linux-headers-6.1.0-9-amd64': '  Depends: linux-headers-6.1.0-9-common\n  Depends: linux-kbuild-6.1\n',
};

/**
 * A machine with Debian 12's package lists and some tools, and no compiler. Anything else that is run is noted and fails.
 * @param bare without lists and tools, until the lists are renewed
 */
export function debian(isRoot: boolean, asked: string[] = [], bare = false): Commands {
  let hasLists = !bare;
  return {
    isRoot,
    run(program, args) {
      const name = args.at(-1) ?? '';
      if (program === 'apt-get' && args[0] === 'update') {
        hasLists = true;
        asked.push('apt-get update');
        return '';
      }
      if (program === 'apt-cache' && !hasLists) return '';
      if (program === 'apt-cache' && args[0] === 'show') return shown[name] ?? '';
      if (program === 'apt-cache' && args[0] === 'depends') return depends[name] ?? '';
      if (['objcopy', 'xz'].includes(program) && !bare) return 'it is there';
      if (!/^(clang|llvm)-/.test(program)) asked.push([program, ...args].join(' '));
      throw new CommandError(program, 'it is not there', true);
    },
  };
}
