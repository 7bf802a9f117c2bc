import type { FinalState } from '../execution.ts';

/** The end of an execution of which nothing is left to look at. */
export const nothingLeft: FinalState = Object.freeze({
  connections: [],
  waiting: [],
  allocated: 0,
  allocatedAtStart: 0,
  boundDevices: 0,
  boundAtStart: 0,
  connectionsAtStart: 0,
  helpersOnFreedDevices: 0,
  deafChannels: [],
  now: 0,
  devices: () => [],
});
