import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceLibrary } from '../../executor/device-library.ts';
import type { Program } from '../../program/program.ts';
import { PortableNames } from './devices.ts';
import { corpusText, idOfText } from './entry.ts';

/** How a corpus is written: `write` leaves a whole file behind, or nothing and throws the system's error. */
export interface CorpusFiles {
  makeFolder(path: string): void;
  write(path: string, content: string): void;
}

/** Puts programs into a corpus folder, each once. */
export class CorpusStore {
  readonly folder: string;
  private readonly files: CorpusFiles;
  private readonly names: PortableNames;
  private readonly ready = new Set<string>();

  /** @param library devices of the programs that will be saved */
  constructor(folder: string, files: CorpusFiles, library: DeviceLibrary, shipped: DeviceLibrary) {
    this.folder = folder;
    this.files = files;
    this.names = new PortableNames(library, shipped);
  }

  /**
   * The program is on disk when this returns.
   * @returns its id, and whether it was not there before
   * @throws the system's error when it cannot be written; nothing half-written is left then
   */
  save(target: string, program: Program): { id: string; added: boolean } {
    const { program: portable, dumps } = this.names.of(program);
    const text = corpusText(portable);
    const id = idOfText(text);
    const folder = join(this.folder, target);
    const file = join(folder, `${id}.json`);
    if (existsSync(file)) return { id, added: false };
    if (!this.ready.has(folder)) {
      this.files.makeFolder(folder);
      this.ready.add(folder);
    }
    // A program without its dumps would be a bad file, dumps without a program are none.
    for (const [name, content] of dumps) {
      if (!existsSync(join(folder, name))) this.files.write(join(folder, name), content);
    }
    this.files.write(file, text);
    return { id, added: true };
  }
}
