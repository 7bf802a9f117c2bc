#!/usr/bin/env node
/** Records the dumps in this directory from QEMU's emulated devices. No guest runs; see README.md. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { RecorderError } from './recorder/qtest.mjs';
import { qemuVersion, record } from './recorder/record-machine.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const EXTENSION = '.lspci';

const HELP = `Usage: node corpus/devices/record.mjs [--check] [--out DIR] [--qemu PROGRAM]

Records PCI functions of QEMU's emulated devices (configuration space, writable bits, BAR sizes) as dumps in the
form of lspci -vvxxxx. The same QEMU gives the same bytes.

  --check          record into memory and compare with the files; exit 1 when they differ
  --out DIR        directory of the dumps (default: the one this script lies in)
  --qemu PROGRAM   default: qemu-system-x86_64
  --help           this text

Exit codes: 0 done, 1 files differ (--check), 2 wrong usage, 3 QEMU is missing or failed.
`;

/**
 * Says what differs between the dumps of a directory and a fresh recording.
 * @param {string} directory
 * @param {ReadonlyMap<string, string>} dumps text by file name
 * @returns {Promise<string[]>}
 */
async function differences(directory, dumps) {
  /** @type {string[]} */
  const found = [];
  for (const [file, text] of dumps) {
    const old = await readFile(join(directory, file), 'utf8').catch(() => null);
    if (old === null) found.push(`${file}: missing`);
    else if (old !== text) {
      const oldLines = old.split('\n');
      const line = text.split('\n').findIndex((content, n) => content !== oldLines[n]);
      found.push(`${file}: differs from line ${line < 0 ? text.split('\n').length : line + 1}`);
    }
  }
  const present = (await readdir(directory).catch(() => [])).filter((file) => file.endsWith(EXTENSION));
  found.push(
    ...present.filter((file) => !dumps.has(file)).map((file) => `${file}: not recorded by this script`),
  );
  return found.sort();
}

/** @returns {Promise<number>} exit code */
async function main() {
  /** @type {{ check?: boolean, out?: string, qemu?: string, help?: boolean }} */
  let options;
  try {
    options = parseArgs({
      options: {
        check: { type: 'boolean' },
        out: { type: 'string' },
        qemu: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${HELP}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const directory = options.out ?? HERE;
  const qemu = options.qemu ?? 'qemu-system-x86_64';
  const version = await qemuVersion(qemu);
  const groups = await record(qemu, version);
  const dumps = new Map([...groups].map(([name, text]) => [`${name}${EXTENSION}`, text]));
  if (options.check) {
    const found = await differences(directory, dumps);
    if (found.length === 0) process.stdout.write(`${dumps.size} dumps are as QEMU ${version} gives them\n`);
    else
      process.stderr.write(
        `${found.join('\n')}\n(this is QEMU ${version}; the files name theirs in line 2)\n`,
      );
    return found.length === 0 ? 0 : 1;
  }
  await mkdir(directory, { recursive: true });
  for (const [file, text] of dumps) await writeFile(join(directory, file), text);
  process.stdout.write(`${dumps.size} dumps written, QEMU ${version}\n`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const system = error instanceof Error && 'syscall' in error; // a directory that cannot be written, for instance
  if (!system && !(error instanceof RecorderError)) throw error;
  process.stderr.write(`record: ${error.message}\n`);
  process.exitCode = 3;
}
