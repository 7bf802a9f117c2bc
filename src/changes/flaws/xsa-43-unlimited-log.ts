import { LogLevel } from '../../host/index.ts';
import { type Flaw, wrapBackend } from '../change.ts';

export const xsa43UnlimitedLog: Flaw = {
  kind: 'flaw',
  id: 'xsa-43-unlimited-log',
  group: 'xsa-43',
  title: 'every refused MSI or MSI-X set-up is logged',
  cause:
    'The line about a set-up that the host refused goes through no limiter. An attempt costs the guest one request, ' +
    "so a function without the capability is enough to fill the host's log. Goes on top of limit-guest-logs, which " +
    'limits the same lines.',
  advisory: 'XSA-43',
  cves: ['CVE-2013-0231'],
  fixedBy: '51ac8893a7a5',
  affected: 'Linux 3.1 to 3.8-rc6 and the older 2.6.18 tree',
  rules: ['OPS-04', 'OPS-16'],
  oracles: ['log-rate'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) =>
    wrapBackend(
      seams,
      'logMsiFailure',
      () => (driver, _site, text, domid) => driver.kernel.log.print(LogLevel.Warning, text, domid),
    ),
};
