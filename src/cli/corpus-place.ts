import { existsSync, statSync } from 'node:fs';
import { targets } from '../../fuzz/index.ts';
import { type LoadedCorpus, loadCorpus } from '../campaign/corpus/load.ts';
import { CorpusStore } from '../campaign/corpus/store.ts';
import { shippedDevices } from '../campaign/device-files.ts';
import type { DeviceLibrary } from '../executor/device-library.ts';
import { visible } from '../report/visible-text.ts';
import { writeFileAtomically } from '../report/write-files.ts';
import { UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { makeFolders, writing } from './output-place.ts';

export const targetNames: readonly string[] = targets.map(({ name }) => name);

/** Refuses what is no folder; one that is not there yet is right where `mayBeMissing`. @throws UsageError */
export function checkFolder(where: string, folder: string, mayBeMissing = false): void {
  if (folder === '') throw new UsageError(where, 'the name is empty', 'name a folder');
  if (!existsSync(folder)) {
    if (mayBeMissing) return;
    throw new UsageError(folder, 'there is no such folder', 'name a corpus, as `fuzz --corpus` writes it');
  }
  if (!statSync(folder).isDirectory()) throw new UsageError(folder, 'this is a file', 'name a folder');
}

/** Reads a corpus; one line on standard error for each file that cannot be used. */
export function readCorpus(
  folder: string,
  library: DeviceLibrary,
  io: Io,
  wanted: readonly string[] = targetNames,
): LoadedCorpus {
  const loaded = loadCorpus(folder, targetNames, library, io.env, wanted);
  for (const warning of loaded.warnings) warn(warning, io);
  return loaded;
}

/** `pciback-rig: warning: FILE: PROBLEM; it is left as it is` */
export function warn({ file, problem }: { file: string; problem: string }, io: Io): void {
  io.stderr.write(`pciback-rig: warning: ${visible(file)}: ${visible(problem)}; it is left as it is\n`);
}

/** A corpus that is written to; what the system refuses is told as the user's to mend. */
export function openStore(folder: string, library: DeviceLibrary): CorpusStore {
  const files = {
    makeFolder: (path: string) => writing(path, () => makeFolders(path)),
    write: (path: string, content: string) => writing(path, () => writeFileAtomically(path, content)),
  };
  return new CorpusStore(folder, files, library, shippedDevices());
}
