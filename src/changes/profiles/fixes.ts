import type { Dated, Evidence, Release, Undated } from './evidence.ts';

/* From the catalogue of security history and decisions, part 3, and arithmetic on dates; nothing else. */

/** The row says since when: from the driver's first release unless another is given. */
const known = (
  row: string,
  last: Release,
  fixedIn: string,
  confidence: Dated['confidence'],
  note?: string,
  since: Release = '3.1',
): Dated => ({
  row,
  fixedIn,
  since,
  sinceKnown: true,
  last,
  confidence,
  ...(note === undefined ? {} : { note }),
});

/** No row says since when: one step less sure than the row. */
const sinceAnyTime = (...of: Parameters<typeof known>): Dated => ({ ...known(...of), sinceKnown: false });

const never = (row: string, reason: string): Undated => ({ row, never: reason });

const ofOthers = (row: string, whose: string): Undated =>
  never(row, `a class: the mistake was ${whose}'s, and never in this driver`);

const asIf = (row: string): Undated =>
  never(row, 'no release had it: the code came in 5.6 with the test that this leaves out');

const beforeMerge = (row: string): Undated =>
  never(row, 'fixed before the driver was merged in 3.1: only older trees had it');

const lateEoi = (row: string, last: Release, fixedIn: string, since: Release = '5.10'): Dated =>
  known(row, last, fixedIn, 'medium', 'a follow-up of the late EOI of XSA-332, which is of 5.10', since);

const idFromMemory = 'the id of the commit is from memory';

/** What is known of the releases that had each past bug, by its id. */
export const fixes: Readonly<Record<string, Evidence>> = Object.freeze({
  'xsa-43-unlimited-log': known('A1', '3.7', '3.8 (rc7)', 'high'),
  'xsa-120-command': known('A2', '3.19', '4.0 (rc4)', 'high'),
  'xsa-120-reset': sinceAnyTime(
    'A3',
    '4.20',
    'not recorded: written in February 2019, in stable 4.19.48',
    'medium',
    'since when is not recorded; the advisory names no version without it',
  ),
  'xsa-155-in-place': known('A4a', '4.3', '4.4 (rc6)', 'high'),
  'xsa-155-msix-count': known('A4b', '4.3', '4.4 (rc6)', 'high', 'shown by itself only without A4a'),
  'xsa-157-msi-twice': known('A5', '4.3', '4.4 (rc6)', 'high'),
  'xsa-157-msix-twice': known('A6', '4.3', '4.4 (rc6)', 'high', idFromMemory),
  'xsa-157-helper-on-msi': known('A7', '4.3', '4.4 (rc6)', 'high', idFromMemory),
  'xsa-157-disable-unchecked': known('A8', '4.3', '4.4 (rc6)', 'high'),
  'xsa-157-decode-off': known('A9', '4.3', '4.4 (rc6)', 'high'),
  'xsa-332-early-eoi': known('A11', '5.9', '5.10 (rc1)', 'high'),
  'xsa-332-no-backoff': known('A11', '5.9', '5.10 (rc1)', 'high'),
  'xsa-331-unbind-no-sync': sinceAnyTime(
    'A12',
    '5.9',
    '5.10 (rc1)',
    'medium',
    'since when is not recorded; partly mended in March 2020',
  ),
  'xsa-349-watch-queue': sinceAnyTime('A13', '5.10', '5.11 (rc1)', 'medium', 'since when is not recorded'),
  'xsa-441-close-lock': known(
    'A14',
    '6.5',
    '6.6 (rc6)',
    'medium',
    'the lock came with the fixes of XSA-331 and XSA-332 in 5.10',
    '5.10',
  ),
  'msix-vectors-lost': known(
    'B1',
    '4.4',
    '4.5, by its date of February 2016',
    'high',
    `came with the fix of XSA-155 in 4.4; ${idFromMemory}`,
    '4.4',
  ),
  'msix-decode-on-vf': known(
    'B2',
    '4.4',
    '4.5, by its date of February 2016',
    'high',
    `came with the fix of XSA-157 in 4.4; ${idFromMemory}`,
    '4.4',
  ),
  'msix-positive-result': sinceAnyTime(
    'B3',
    '3.3',
    '3.4, by its date of April 2012',
    'medium',
    'since when is not recorded; only 3.1 to 3.3 can have it',
  ),
  'overlap-misses-enclosed': known(
    'B4',
    '4.5',
    'not recorded: mid-2016, so 4.7 or the next',
    'medium',
    `the flawed test was read in old code; id and date of the fix are from memory`,
  ),
  'bar-length-raw': sinceAnyTime(
    'B5',
    '4.5',
    'not recorded: mid-2016, so 4.7 or the next',
    'low',
    `since when is not recorded; ${idFromMemory}`,
  ),
  'master-mwi-sticky': never(
    'B6',
    'not placed: it came with the fix of XSA-120 in 4.0 or later, and the year of its own fix is not known',
  ),
  'control-no-opt-in': asIf('B7'),
  'control-extra-bits': asIf('B7'),
  'control-both-types': asIf('B7'),
  'control-host-flags': asIf('B7'),
  'intx-stale-compare': never(
    'B7',
    'no release had it: a patch of January 2020, mended before it was merged',
  ),
  'opt-in-survives': asIf('B7'),
  'unbind-self-deadlock': known(
    'B8',
    '3.18',
    '3.19, by its date of 2014-12-04',
    'low',
    `written three days before 3.18 came out; the reset that it waits in is of 3.3 (B10); ${idFromMemory}`,
    '3.3',
  ),
  'no-restore-at-return': sinceAnyTime(
    'B9',
    '3.18',
    '3.19, by its date of December 2014',
    'low',
    'the row has it follow the move to the reset without a lock, which may be no older than the fix of B8 in the same ' +
      'month; before 3.3 nothing was saved that could be restored (B10)',
  ),
  'no-reset-at-return': known('B10', '3.2', '3.3, by its date of 2012-01-04', 'high'),
  'reset-keeps-msi': beforeMerge('B11'),
  'topology-spinlock': known(
    'B12',
    '3.1',
    '3.2, by its date of September 2011',
    'low',
    'written between the merge window of 3.1 and its release: 3.1 itself may have the fix',
  ),
  'xenbus-spinlock': known(
    'B12',
    '3.1',
    '3.2, by its date of September 2011',
    'low',
    `written between the merge window of 3.1 and its release: 3.1 itself may have the fix; ${idFromMemory}`,
  ),
  'no-helper': beforeMerge('B13'),
  'helper-on-irq0': beforeMerge('B13'),
  'helper-never-yields': beforeMerge('B13'),
  'no-prepare-msix': known('B14', '3.8', 'not recorded: 2013-03-12, so 3.9 or 3.10', 'high'),
  'vf0-shares-slot': sinceAnyTime(
    'B15',
    '5.12',
    '5.13, by its date of May 2021',
    'low',
    'since when is not recorded',
  ),
  'late-device-missed': sinceAnyTime(
    'B15',
    '5.12',
    '5.13, by its date of May 2021',
    'low',
    'since when is not recorded',
  ),
  'eoi-unmask-pending': lateEoi('B17', '5.11', '5.12, by its date of March 2021'),
  'eoi-on-two-cpus': lateEoi('B17', '5.11', '5.12, by its date of March 2021'),
  'eoi-active-early': lateEoi('B17', '5.12', 'not recorded: June 2021, so 5.13 or the next', '5.12'),
  'eoi-list-order': lateEoi('B17', '6.2', 'not recorded: 2023'),
  'close-before-clear': sinceAnyTime(
    'B18',
    '6.7',
    'not recorded: 2024, so 6.8 or later',
    'low',
    `since when is not recorded; ${idFromMemory}`,
  ),
  'msix-table-leak': ofOthers('C1', 'netback'),
  'teardown-leak': ofOthers('C2', 'blkback and netback'),
  'fatal-in-event': ofOthers('C3', 'netback'),
  'reply-whole-op': ofOthers('C4', 'blkback'),
  'size-unchecked': ofOthers('C5', 'netback'),
  'msix-count-signed': ofOthers('C5', 'netback'),
  'stale-page-reference': ofOthers('C6', 'blkback'),
  'worker-gives-up': ofOthers('C7', 'netback'),
  'map-failure-traps': ofOthers('C8', 'other backends'),
  'closed-before-unmap': ofOthers('C9', 'the frontends'),
  'aer-wait-unbounded': ofOthers('C11', 'netback'),
  'msix-count-off-by-one': ofOthers('C12', 'netback'),
  'msix-duplicates-accepted': ofOthers('C12', 'netback'),
  'write-spills-neighbour': ofOthers('D2', 'the device model'),
  'msi-registers-writable': ofOthers('D3', 'the device model'),
  'uncovered-writable': ofOthers('D5', 'the device model'),
  'msix-entry-unchecked': ofOthers('D6', 'the device model'),
  'capability-walk-each-time': ofOthers('D7', 'the hypervisor'),
  'capability-loop': ofOthers('D7', 'the hypervisor'),
  'release-guard': never('6337a239', 'not placed: the changelog has only the title of the fix'),
  'aer-kill-no-return': never('402c5e15', 'not placed: the changelog has only the title of the fix'),
});
