import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { dumpFiles, shippedFolder } from '../campaign/device-files.ts';
import { knownBuilds } from '../executor/linux/build/cache.ts';
import { nameOfBuild } from './linux-choice.ts';

/** Something a user may want of this machine. */
export interface Check {
  readonly name: string;
  readonly title: string;
  /** `not-yet`: this version of the rig cannot use it, whatever the machine has. */
  readonly state: 'ok' | 'missing' | 'not-yet';
  readonly detail: string;
  /** Command that enables it; null when there is nothing to do or nothing can be done. */
  readonly enable: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

const NEEDED_NODE = [20, 19] as const;

/** Packages for real Xen under QEMU. */
const XEN_PACKAGES = ['qemu-system-x86', 'xen-hypervisor-4.17-amd64', 'xen-utils-4.17', 'linux-image-amd64'];
const INSTALL = 'sudo apt-get install --no-install-recommends';

/** Looks at this machine; runs nothing but `qemu-system-x86_64 --version`, and never throws. */
export function checkMachine(env: Environment): Check[] {
  return [node(), machine(), model(), devices(), lspci(env), qemu(env), linux(env), xen()];
}

function node(): Check {
  const version = process.versions.node;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor >= NEEDED_NODE[1]);
  const needed = `${NEEDED_NODE.join('.')} or later is needed`;
  return {
    name: 'node',
    title: 'Node',
    state: isEnough ? 'ok' : 'missing',
    detail: isEnough ? `version ${version}` : `version ${version}; ${needed}: see https://nodejs.org`,
    enable: null,
  };
}

function machine(): Check {
  const memory = `${(totalmem() / 2 ** 30).toFixed(1)} GiB of memory`;
  const detail = `${process.platform} on ${process.arch}, ${availableParallelism()} CPUs, ${memory}`;
  return { name: 'machine', title: 'Machine', state: 'ok', detail, enable: null };
}

function model(): Check {
  return {
    name: 'model',
    title: 'Executor model',
    state: 'ok',
    detail: 'the core in TypeScript; needs nothing else',
    enable: null,
  };
}

function devices(): Check {
  const count = attempt(() => dumpFiles(shippedFolder()).length) ?? 0;
  return {
    name: 'devices',
    title: 'Shipped devices',
    state: count > 0 ? 'ok' : 'missing',
    detail:
      count > 0 ? `${count} dumps` : 'no dumps in corpus/devices; your own can be used with --device FILE',
    enable: count > 0 ? null : 'node corpus/devices/record.mjs',
  };
}

function lspci(env: Environment): Check {
  const found = findProgram('lspci', env);
  const base = { name: 'lspci', title: 'Dumps of this machine' };
  return found === undefined
    ? { ...base, state: 'missing', detail: 'lspci is not installed', enable: `${INSTALL} pciutils` }
    : {
        ...base,
        state: 'ok',
        detail: `${found}; make one with: sudo lspci -vvxxxx > this-machine.lspci`,
        enable: null,
      };
}

function qemu(env: Environment): Check {
  const found = findProgram('qemu-system-x86_64', env);
  const base = { name: 'qemu', title: 'Recording devices' };
  if (found === undefined) {
    const detail = 'QEMU is not installed; it is needed only to record the shipped devices anew';
    return { ...base, state: 'missing', detail, enable: `${INSTALL} qemu-system-x86` };
  }
  const version = attempt(() => {
    const text = execFileSync(found, ['--version'], {
      encoding: 'utf8',
      timeout: 5000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.split('\n')[0]?.trim();
  });
  return { ...base, state: 'ok', detail: version || found, enable: null };
}

function linux(env: Environment): Check {
  const base = { name: 'linux', title: 'Executor linux' };
  const builds = knownBuilds(env);
  if (builds.length > 0) {
    const detail = `built: ${builds.map(nameOfBuild).join(', ')} (${[...new Set(builds.map(({ source }) => source))].join(', ')})`;
    return { ...base, state: 'ok', detail, enable: null };
  }
  if (process.arch !== 'x64' || process.platform !== 'linux')
    return { ...base, state: 'missing', detail: 'it needs Linux on x86-64', enable: null };
  const clang = findProgram('clang-14', env) ?? findProgram('clang', env);
  const has = clang === undefined ? 'clang is not installed' : `clang is there (${clang})`;
  const detail = `the unmodified driver; not built here, ${has}`;
  return { ...base, state: 'missing', detail, enable: 'pciback-rig build linux --yes' };
}

function xen(): Check {
  return {
    name: 'xen',
    title: 'Executor xen',
    state: 'not-yet',
    detail: 'real Xen in QEMU: not part of this version yet; it will need these packages',
    enable: `${INSTALL} ${XEN_PACKAGES.join(' ')}`,
  };
}

/** Path of a program on PATH. */
function findProgram(name: string, { PATH = '' }: Environment): string | undefined {
  return PATH.split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, name))
    .find((file) => attempt(() => accessSync(file, constants.X_OK) === undefined) === true);
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
