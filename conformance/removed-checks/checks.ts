/** A check of the core as its source has it, and what a careless edit would leave. */
export interface Check {
  readonly id: string;
  /** Relative to the package. */
  readonly file: string;
  /** Source text of the check; exactly once in the file. */
  readonly text: string;
  /** What stands there when the check is gone. */
  readonly becomes: string;
  /** Ids of past bugs whose rows of `regress` are expected to turn red. */
  readonly rows: readonly string[];
}

/** Checks that a clean-up could take for superfluous. Every one of them is there because of a bug. */
export const checks: readonly Check[] = Object.freeze([
  {
    id: 'msi-on-already',
    file: 'src/backend/operations/msi.ts',
    text: '  if (dev.msiEnabled) return -EALREADY;\n',
    becomes: '',
    rows: ['xsa-157-msi-twice'],
  },
  {
    id: 'msix-on-already',
    file: 'src/backend/operations/msix.ts',
    text: '  if (dev.msixEnabled) return -EALREADY;\n',
    becomes: '',
    rows: ['xsa-157-msix-twice'],
  },
  {
    id: 'msix-needs-decode',
    file: 'src/backend/operations/msix.ts',
    text: '  if (!decodes) return -ENXIO;\n',
    becomes: '',
    rows: ['xsa-157-decode-off'],
  },
  {
    id: 'decode-of-the-physical-function',
    file: 'src/backend/operations/msix.ts',
    text: 'readConfig(dev.physfn ?? dev, PCI_COMMAND',
    becomes: 'readConfig(dev, PCI_COMMAND',
    rows: ['msix-decode-on-vf'],
  },
  {
    id: 'disable-only-what-is-on',
    file: 'src/backend/operations/msi.ts',
    text: '  return enabled;\n',
    becomes: '  return enabled || true;\n',
    rows: ['xsa-157-disable-unchecked'],
  },
  {
    id: 'no-helper-on-an-msi',
    file: 'src/backend/operations/helper-isr.ts',
    text: '  return !dev.messageSignalled;\n',
    becomes: '  return !dev.messageSignalled || true;\n',
    rows: ['xsa-157-helper-on-msi'],
  },
  {
    id: 'helper-needs-a-line',
    file: 'src/backend/operations/helper-isr.ts',
    text: '  if (!seams.helperIrqUsable(driver, data.irq)) return;\n',
    becomes: '',
    rows: ['helper-on-irq0'],
  },
  {
    id: 'msix-count-limit',
    file: 'src/backend/operations/msix.ts',
    text: '  if (!seams.msixCountAllowed(driver, seams.msixCount(connection, request))) return -EINVAL;\n',
    becomes: '',
    rows: ['msix-count-off-by-one', 'msix-count-signed'],
  },
  {
    id: 'msix-index-in-table',
    file: 'src/host/pci/msix-checks.ts',
    text: '    if (!seams.msixIndexValid(kernel, dev, entry, tableSize)) return -EINVAL;\n',
    becomes: '',
    rows: ['msix-entry-unchecked'],
  },
  {
    id: 'count-from-the-private-copy',
    file: 'src/backend/operations/msix.ts',
    text: '  return request.value;\n',
    // op.value of the page, loaded again in xen_pcibk_enable_msix
    becomes: '  return _connection.page?.fetch32(32, 5) ?? request.value;\n',
    rows: ['xsa-155-msix-count'],
  },
  {
    id: 'command-only-when-permissive',
    file: 'src/backend/config-space/command.ts',
    text: 'return isPermissive(driver, data) ? COMMAND_GUEST_BITS : 0;',
    becomes: 'return DECODE | (isPermissive(driver, data) ? COMMAND_GUEST_BITS : 0);',
    rows: ['xsa-120-command'],
  },
  {
    id: 'log-limit',
    file: 'src/host/log.ts',
    text: '    if (this.printed >= RATELIMIT_BURST) return false;\n',
    becomes: '',
    rows: ['xsa-43-unlimited-log'],
  },
  {
    id: 'eoi-after-the-request',
    file: 'src/backend/events/handler.ts',
    text: '  if (!found) lateEoi(connection, true);\n',
    becomes: '  lateEoi(connection, !found);\n',
    rows: ['xsa-332-early-eoi'],
  },
  {
    id: 'spurious-delay',
    file: 'src/host/event-core.ts',
    text: 'const delay = spurious ? this.accountSpurious(info) : 0;',
    becomes: 'const delay = 0;',
    rows: ['xsa-332-no-backoff'],
  },
  {
    id: 'one-pending-watch',
    file: 'src/host/xenbus/watch.ts',
    text: '  return watch.guest < 0 || watch.pending === 0;\n',
    becomes: '  return watch.guest < 0 || watch.pending >= 0;\n',
    rows: ['xsa-349-watch-queue'],
  },
  {
    id: 'flush-before-unmap',
    file: 'src/backend/xenbus/disconnect.ts',
    text: '  yield* seams.flushWorker(connection);\n',
    becomes: '',
    rows: ['xsa-331-unbind-no-sync'],
  },
  {
    id: 'page-forgotten',
    file: 'src/backend/xenbus/disconnect.ts',
    text: '  connection.page = null;\n',
    becomes: '',
    rows: ['stale-page-reference'],
  },
  {
    id: 'access-size',
    file: 'src/backend/config-space/access.ts',
    text: '(size === 1 || size === 2 || size === 4) && ',
    becomes: '',
    rows: ['size-unchecked'],
  },
  {
    id: 'uncovered-only-when-permissive',
    file: 'src/backend/config-space/access.ts',
    text: '  if (isPermissive(driver, data)) {\n',
    becomes: '  if (isPermissive(driver, data) || size > 0) {\n',
    rows: ['uncovered-writable'],
  },
  {
    id: 'control-opt-in',
    file: 'src/backend/config-space/msi-control.ts',
    text: '  if (!seams.mayControlInterrupts(driver, dev)) return XEN_PCI_ERR_access_denied;\n',
    becomes: '',
    rows: ['control-no-opt-in'],
  },
  {
    id: 'control-bits',
    file: 'src/backend/config-space/msi-control.ts',
    text: '  if (changed & ~seams.controlBits(driver, control)) return XEN_PCI_ERR_access_denied;\n',
    becomes: '',
    rows: ['control-extra-bits'],
  },
  {
    id: 'one-interrupt-type',
    file: 'src/backend/config-space/msi-control.ts',
    text: '    if (!seams.typeMayBeEnabled(driver, control, active)) return XEN_PCI_ERR_access_denied;\n',
    becomes: '',
    rows: ['control-both-types'],
  },
  {
    id: 'opt-in-ends-with-the-guest',
    file: 'src/backend/stub/return.ts',
    text: '  data.allowInterruptControl = false;\n',
    becomes: '',
    rows: ['opt-in-survives'],
  },
  {
    id: 'reset-between-owners',
    file: 'src/backend/stub/return.ts',
    text: '  const result = pci.resetFunction(psdev.dev);\n',
    becomes: '  const result = 0;\n',
    rows: ['no-reset-at-return'],
  },
  {
    id: 'lock-held-by-the-unbind',
    file: 'src/backend/topology/return-device.ts',
    text: '  return !lockHeld;\n',
    becomes: '  return lockHeld || true;\n',
    rows: ['unbind-self-deadlock'],
  },
  {
    id: 'capability-walk-bound',
    file: 'src/host/pci/capability.ts',
    text: '  return hops < CAPABILITY_HOPS;\n',
    becomes: '  return hops >= 0;\n',
    rows: ['capability-loop'],
  },
]);
