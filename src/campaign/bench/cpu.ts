/**
 * CPU time of this process with all its threads, milliseconds: unlike the wall clock it stands still while other
 * processes have the processor.
 */
export function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
