/**
 * Faults the environment may inject: counters of how many of the next calls fail. They are the host's bad
 * luck, not the guest's doing; programs set them with host actions.
 */
export class Faults {
  /** Memory allocations of the driver that fail (ENOMEM). */
  alloc = 0;
  /** Commits of host xenstore transactions that meet a conflict (EAGAIN). */
  xenstoreConflict = 0;
  /** Xenstore writes of the host that fail (ENOSPC). */
  xenstoreWrite = 0;
  /** Grant maps that fail with GNTST_general_error. */
  grantMap = 0;
  /** Event channel bindings that fail (EINVAL). */
  channelBind = 0;
  /** Function resets that fail (ENOTTY when there is no method; else EIO). */
  reset = 0;
  /** MSI or MSI-X set-ups that fail for want of a pirq (ENOSPC). */
  pirq = 0;
  /** Handler installations that fail (EBUSY). */
  requestIrq = 0;
  /** Device enables that fail (EINVAL). */
  enable = 0;
  /** Host config reads / writes that fail with PCIBIOS_SET_FAILED. */
  configRead = 0;
  configWrite = 0;
  /** Loads of a saved state that fail. */
  loadState = 0;

  /** Starts of host xenstore transactions that fail (ENOMEM). */
  xenstoreBegin = 0;
  /** MSI-X vectors that the host hands out without an interrupt number (OPS-17). */
  vector = 0;

  /** Consumes one fault of `kind`; true when the call must fail. */
  take(kind: Exclude<keyof Faults, 'take'>): boolean {
    if (this[kind] <= 0) return false;
    this[kind]--;
    return true;
  }
}
