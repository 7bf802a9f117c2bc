import { type CatalogueRow, hardenings, outside, policy, row } from './row.ts';

/** Section E: hypervisor, IOMMU and toolstack. */
export const platformRows: readonly CatalogueRow[] = [
  row(
    'E1',
    'XSA-59 CVE-2013-3495 CVE-2011-1898',
    'malformed and injected MSIs',
    outside('interrupt remapping hardware: no check of a backend helps'),
  ),
  row('E2', 'XSA-83 CVE-2014-1642', 'no memory while an IRQ is set up', outside('inside the hypervisor')),
  row(
    'E3',
    'XSA-87 CVE-2014-1666',
    'guests may announce MSI-X tables',
    outside("who may call is the hypervisor's to say; that the backend calls is row B14"),
  ),
  row(
    'E4',
    'XSA-124',
    'device functions that go around configuration space',
    outside('a statement of policy on hardware; what the backend does against it is in rows D5 and D7'),
  ),
  row(
    'E5',
    'XSA-237 CVE-2017-15590',
    'mapping of several MSIs',
    outside('inside the hypervisor; the same idea in the backend is row A5'),
  ),
  row('E6', 'XSA-285 XSA-291', 'hot plug race, IOMMU references', outside('inside the hypervisor')),
  row(
    'E7',
    'XSA-302 CVE-2019-18424 XSA-306 CVE-2019-19579',
    'DMA of a device after its return',
    policy(
      'leak/owner leak/master STUB-20 STUB-25',
      'quarantine-after-return: no owner is registered and bus mastering is off; the rest is the IOMMU',
    ),
  ),
  row(
    'E8',
    'XSA-338 XSA-342 XSA-343 XSA-344 XSA-358 XSA-359 XSA-496 XSA-505',
    'state of event channels in the hypervisor',
    outside('inside the hypervisor'),
  ),
  row('E9', 'XSA-356 CVE-2020-29567', 'a loop over vectors without end', outside('inside the hypervisor')),
  row(
    'E10',
    'XSA-360 CVE-2021-3308',
    'pirqs stay mapped after an unbind',
    outside('inside the hypervisor; the class is in rows B11 and C2'),
  ),
  row(
    'E11',
    'XSA-386 CVE-2021-28702 XSA-400 CVE-2022-26358 CVE-2022-26359 CVE-2022-26360 CVE-2022-26361 XSA-460 CVE-2024-31145',
    'reserved regions and identity maps',
    outside('tables of the IOMMU'),
  ),
  row(
    'E12',
    'XSA-395 CVE-2022-23035',
    'an error lost while pirqs are cleaned up',
    outside('inside the hypervisor'),
  ),
  row('E13', 'XSA-442 XSA-445 XSA-450', 'IOMMU tables and a build option', outside('tables of the IOMMU')),
  row(
    'E14',
    'XSA-449 CVE-2023-46839',
    'phantom functions are left behind',
    policy(
      '',
      'phantom-all-or-none, INFO: phantom ids belong to toolstack and hypervisor, and the host model declares none, so ' +
        'there is nothing here that could be exported in part',
    ),
  ),
  row(
    'E15',
    'XSA-458 CVE-2024-31143',
    'a lock released twice on an error of MSI',
    outside('inside the hypervisor; the lock oracle holds the host model to the same'),
  ),
  row(
    'E16',
    'XSA-461 CVE-2024-31146',
    'shared interrupt lines, BARs smaller than a page',
    hardenings(
      'shared-line-or-subpage-bar',
      'not in `hardened`: it would refuse most devices with a legacy line; add it with --hardening',
    ),
  ),
  row('E17', 'XSA-467 CVE-2025-1713', 'a lock for devices behind a bridge', outside('inside the hypervisor')),
  row(
    'E18',
    'XSA-476 CVE-2025-58149',
    'the upper half of a BAR is forgotten',
    policy(
      'reply/HDR-43 HDR-33 HDR-34',
      'bar-shown-whole: a 64-bit BAR is shown whole; access to the addresses is granted and revoked by toolstack and ' +
        'hypervisor',
    ),
  ),
  row(
    'E19',
    'XSA-492 XSA-218 XSA-224 XSA-379 XSA-387 XSA-486 XSA-500 XSA-501',
    'control operations and grants of the hypervisor',
    outside('inside the hypervisor'),
  ),
  row(
    'E20',
    'XSA-115 XSA-322 XSA-324 XSA-325 XSA-326 XSA-352 XSA-353 XSA-481 XSA-483 XSA-484',
    'permissions and quotas of xenstored',
    outside('the xenstore daemon'),
  ),
];
