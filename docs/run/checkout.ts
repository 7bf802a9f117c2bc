import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { buildCovered } from '../../src/build/covered.ts';
import { compiledPackage } from '../../src/build/testing/trees.ts';
import { packageRoot } from '../../src/campaign/package-root.ts';

/** What became of a command line. */
export interface Ran {
  readonly status: number | null;
  /** Both of its outputs, the last of them. */
  readonly output: string;
}

/** Commands that are not there, or not meant, on a machine that runs tests. */
const STAND_INS: Readonly<Record<string, string>> = {
  // The package that was just built instead of one from a registry.
  npx: 'test "$1" != --no-install || shift\ntest "$1" = pciback-rig || { echo "npx $1: only pciback-rig is here" >&2; exit 127; }\nshift\nexec pciback-rig "$@"',
  'pciback-rig': 'exec node "$CHECKOUT/dist/src/cli/main.js" "$@"',
  sudo: 'exec "$@"',
  lspci: 'test "$*" = -xxxx || exit 1\nexec cat "$CHECKOUT/corpus/devices/e1000e.lspci"',
};

const LONGEST_MS = 110_000;
const SHOWN = 2000;

/** The package as somebody has it who cloned and built it, in a temporary folder, to run command lines in. */
export class Checkout {
  readonly folder: string;

  constructor() {
    const root = packageRoot();
    this.folder = compiledPackage();
    buildCovered(root, join(this.folder, 'dist'));
    // What a command writes there must not be the project's own files.
    for (const name of ['corpus', 'docs']) {
      rmSync(join(this.folder, name), { recursive: true, force: true });
      cpSync(join(root, name), join(this.folder, name), { recursive: true });
    }
    for (const name of readdirSync(root))
      if (!existsSync(join(this.folder, name)) && name !== 'dist' && !name.startsWith('.'))
        name === 'reports'
          ? mkdirSync(join(this.folder, name))
          : symlinkSync(join(root, name), join(this.folder, name));
    const bin = join(this.folder, 'stand-ins');
    mkdirSync(bin);
    for (const [name, text] of Object.entries(STAND_INS)) {
      writeFileSync(join(bin, name), `#!/bin/bash\n${text}\n`);
      chmodSync(join(bin, name), 0o755);
    }
  }

  /** Dumps of devices by another name, which a document takes for granted. */
  dumps(folder: string): void {
    mkdirSync(join(this.folder, folder));
    cpSync(join(packageRoot(), 'corpus/devices/e1000e.lspci'), join(this.folder, folder, 'a.lspci'));
  }

  /** A command line in bash, as at a terminal of a machine without network. */
  run(command: string, env: Readonly<Record<string, string>> = {}): Ran {
    const { status, signal, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', command], {
      cwd: this.folder,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      timeout: LONGEST_MS,
      env: {
        PATH: `${join(this.folder, 'stand-ins')}:${process.env.PATH}`,
        HOME: this.folder,
        CHECKOUT: this.folder,
        TERM: 'dumb',
        ...env,
      },
    });
    const output = `${stdout.slice(-SHOWN)}${stderr.slice(-SHOWN)}${signal === null ? '' : `\n(${signal})`}`;
    return { status, output };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
