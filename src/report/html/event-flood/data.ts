/** An EOI that was put off. */
export interface PutOff {
  /** When the driver asked for it and when it was made, microseconds after the flood's first event. */
  readonly from: number;
  readonly to: number;
  /** The delay it was given. */
  readonly jiffies: number;
}

/** One flood as one driver took it. Times are microseconds of virtual time after its first event. */
export interface FloodLane {
  readonly driver: string;
  /** When the guest sent an event. */
  readonly events: readonly number[];
  /** When the handler was entered. */
  readonly handlerRuns: readonly number[];
  /** When the channel became deliverable again at once. */
  readonly eoisAtOnce: readonly number[];
  readonly putOff: readonly PutOff[];
}

export interface EventFlood {
  /** What of the guest's channel is drawn: the device that it has. */
  readonly device: string;
  /** Microseconds. */
  readonly jiffy: number;
  /** Microseconds from the first event to the end. */
  readonly duration: number;
  readonly lanes: readonly FloodLane[];
}
