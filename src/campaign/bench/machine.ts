import { cpus, totalmem } from 'node:os';
import { z } from 'zod';

/** What figures of a benchmark are of; no name of the machine or of its user. */
export const machineSchema = z.strictObject({
  /** Of its first processor, as the system names it. */
  model: z.string(),
  cores: z.int().min(0),
  memoryMiB: z.int().min(0),
  platform: z.string(),
  architecture: z.string(),
  node: z.string(),
});
export type Machine = z.infer<typeof machineSchema>;

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    model: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    platform: process.platform,
    architecture: process.arch,
    node: process.version,
  };
}
