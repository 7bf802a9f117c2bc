import { alias, type CatalogueRow, flaws, row } from './row.ts';

/** Sections C and D: mistakes of other backends and of the device model, transplanted. */
export const otherRows: readonly CatalogueRow[] = [
  row(
    'C1',
    'XSA-39 CVE-2013-0216 CVE-2013-0217 CVE-2010-4247',
    'a worker without end, a leak on an error path',
    flaws('msix-table-leak', 'worker-stops-at-disconnect'),
  ),
  row(
    'C2',
    'CVE-2010-3699 XSA-457 CVE-2024-27393',
    'what a vanished frontend had is not released',
    flaws('teardown-leak', 'return-on-failed-export free-fields-first'),
  ),
  row(
    'C3',
    'XSA-90 CVE-2014-2580',
    'a fatal error reported where nothing may sleep',
    flaws('fatal-in-event'),
  ),
  row('C4', 'XSA-216 CVE-2017-10911', 'a reply with leftovers of the stack', flaws('reply-whole-op')),
  row(
    'C5',
    'XSA-270 CVE-2018-15471',
    'offset and length out of bounds',
    flaws('size-unchecked msix-count-signed', 'offset-in-range'),
  ),
  row('C6', 'XSA-350 CVE-2020-29569', 'a pointer outlives a quick reconnect', flaws('stale-page-reference')),
  row('C7', 'XSA-374 CVE-2021-28691', 'a bad request ends the worker', flaws('worker-gives-up')),
  row(
    'C8',
    'XSA-361 CVE-2021-26932 XSA-362 CVE-2021-26931 XSA-365 CVE-2021-26930 XSA-371 CVE-2021-28688',
    'a grant that cannot be mapped',
    flaws('map-failure-traps', 'undo-failed-attach'),
  ),
  row(
    'C9',
    'XSA-396 CVE-2022-23036 CVE-2022-23037 CVE-2022-23038 CVE-2022-23039 CVE-2022-23040 CVE-2022-23041 CVE-2022-23042',
    'a grant in use when it is taken back',
    flaws('closed-before-unmap'),
  ),
  row(
    'C10',
    'XSA-391 CVE-2021-28711 CVE-2021-28712 CVE-2021-28713',
    'a backend that storms its frontend',
    alias('A11', "the frontend's side of it: a matter of the frontend's own conformance"),
  ),
  row(
    'C11',
    'XSA-392 CVE-2021-28714 CVE-2021-28715',
    'a guest that never consumes or answers',
    flaws(
      'aer-wait-unbounded',
      'aer-wait-per-device aer-timeout-cleans-up aer-timeout-is-no-answer aer-waitqueue-once disconnect-ends-aer-wait',
    ),
  ),
  row(
    'C12',
    'XSA-423 CVE-2022-3643 XSA-424 CVE-2022-42328 CVE-2022-42329 XSA-432 CVE-2023-34319 XSA-448 CVE-2023-46838',
    'counts at their bounds',
    flaws(
      'msix-count-off-by-one msix-duplicates-accepted',
      'count-zero-refused',
      'a fix that dead-locks is what the lock oracle looks for on every profile',
    ),
  ),
  row(
    'D1',
    'XSA-126 CVE-2015-2756',
    'decode bits through the device model',
    alias('A2', 'the same register and the same rule'),
  ),
  row('D2', 'XSA-128 CVE-2015-4103', 'a write that stores its neighbours', flaws('write-spills-neighbour')),
  row('D3', 'XSA-129 CVE-2015-4104', "registers of the host's MSI message", flaws('msi-registers-writable')),
  row(
    'D4',
    'XSA-130 CVE-2015-4105',
    'MSI-X errors logged without limit',
    alias('A1', 'the same missing limit'),
  ),
  row('D5', 'XSA-131 CVE-2015-4106', 'what no field describes is writable', flaws('uncovered-writable')),
  row('D6', 'XSA-164 CVE-2015-8554', 'an MSI-X index beyond the table', flaws('msix-entry-unchecked')),
  row(
    'D7',
    'XSA-337 CVE-2020-25595',
    'trust in what a device reads back',
    flaws('capability-walk-each-time capability-loop'),
  ),
];
