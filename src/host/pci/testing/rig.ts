import { testKernelConfig } from '../../../host/testing/kernel-config.ts';
import type { FunctionDescription } from '../../../platform/pci/description.ts';
import { Ev, type Recorder } from '../../../platform/recorder.ts';
import type { Steps } from '../../../platform/scheduler.ts';
import { World } from '../../../platform/world.ts';
import { Kernel, type KernelConfig } from '../../kernel.ts';
import { type HostSeams, hostSeams } from '../../seams.ts';
import type { PciDevice } from '../device.ts';
import { testFunction } from './function.ts';

/** Keeps every record as `[code, a, b, c, d, e]`, and texts. */
export class TestRecorder implements Recorder {
  readonly wordByWord = false;
  readonly texts: string[] = [''];
  records: number[][] = [];

  emit(code: Ev, a = 0, b = 0, c = 0, d = 0, e = 0): void {
    this.records.push([code, a, b, c, d, e]);
  }

  text(value: string): number {
    return this.texts.push(value) - 1;
  }

  /** Arguments of all records of one code. */
  of(code: Ev): number[][] {
    return this.records.filter((record) => record[0] === code).map((record) => record.slice(1));
  }

  /** Config writes as `register:size=value`, in hexadecimal. */
  writes(): string[] {
    return this.of(Ev.ConfigWrite).map(
      ([, reg = 0, size = 0, value = 0]) => `${reg.toString(16)}:${size}=${value.toString(16)}`,
    );
  }

  warnings(): string[] {
    return this.of(Ev.Warn).map(([text = 0]) => this.texts[text] as string);
  }
}

/** A host with the given functions, scanned; records begin after the scan. */
export class PciRig {
  readonly world = new World();
  readonly kernel: Kernel;
  readonly recorder = new TestRecorder();

  constructor(
    functions: readonly FunctionDescription[] = [testFunction()],
    seams: Partial<HostSeams> = {},
    config: KernelConfig = testKernelConfig,
  ) {
    for (const description of functions) this.world.machine.add(description);
    this.kernel = new Kernel(this.world, { ...hostSeams, ...seams }, config);
    this.kernel.pci.scan();
    this.world.ports.recorder = this.recorder;
  }

  get pci() {
    return this.kernel.pci;
  }

  get irqs() {
    return this.kernel.irqs;
  }

  /** The first function. */
  get dev(): PciDevice {
    return this.pci.devices[0] as PciDevice;
  }

  read(reg: number, size: 1 | 2 | 4 = 2, dev = this.dev): number {
    return dev.fn.read(reg, size);
  }

  clear(): void {
    this.recorder.records = [];
  }

  /** Runs a task to its end and returns its result. */
  run<T>(steps: Steps<T>): T {
    let result: T | undefined;
    let ended = false;
    this.world.scheduler.spawn(
      'test',
      'host',
      -1,
      (function* () {
        result = yield* steps;
        ended = true;
      })(),
    );
    this.world.scheduler.settle();
    if (!ended) throw new Error('the task did not end');
    return result as T;
  }
}
