import { Ev, type Recorder } from '../../../platform/recorder.ts';

/** One record as emitted. */
export interface Entry {
  readonly code: Ev;
  readonly args: readonly number[];
}

/** Keeps every record and text. */
export class Recording implements Recorder {
  readonly entries: Entry[] = [];
  readonly texts: string[] = [''];
  wordByWord = false;

  emit(code: Ev, a = 0, b = 0, c = 0, d = 0, e = 0): void {
    this.entries.push({ code, args: [a, b, c, d, e] });
  }

  text(value: string): number {
    return this.texts.push(value) - 1;
  }

  /** Arguments of all records of one kind. */
  of(code: Ev): (readonly number[])[] {
    return this.entries.filter((entry) => entry.code === code).map((entry) => entry.args);
  }

  /** Log lines that were printed, not suppressed. */
  lines(): string[] {
    return this.of(Ev.Log)
      .filter(([, , suppressed]) => suppressed === 0)
      .map(([, text]) => this.texts[text as number] as string);
  }

  clear(): void {
    this.entries.length = 0;
  }
}
