import type { Pciback } from '../../backend/driver.ts';
import { LogLevel } from '../../host/index.ts';
import { type Hardening, wrapBackend } from '../change.ts';

/** The one limiter of all lines that a guest can cause. */
const LIMITER = 'pciback_guest';

const limited =
  (level: LogLevel) =>
  (driver: Pciback, _site: string, text: string, domid: number): void =>
    driver.kernel.log.printLimited(LIMITER, level, text, domid);

export const limitGuestLogs: Hardening = {
  kind: 'hardening',
  id: 'limit-guest-logs',
  title: 'every line that a request can cause goes through one limiter',
  cause:
    'A failed enable of memory-write-invalidate and a helper handler that cannot be installed are logged at each ' +
    'attempt, without a limit: a guest with such a function fills the log at the pace of its requests.',
  rules: ['HDR-14', 'ISR-07', 'OPS-04'],
  reach: 'guest',
  severity: 'medium',
  oracles: ['log-rate'],
  conflicts: [],
  apply: (seams) => {
    const invalidate = wrapBackend(seams, 'logInvalidateFailure', () => limited(LogLevel.Warning));
    const helper = wrapBackend(invalidate, 'logHelperFailure', () => limited(LogLevel.Err));
    return wrapBackend(helper, 'logMsiFailure', () => limited(LogLevel.Warning));
  },
};
