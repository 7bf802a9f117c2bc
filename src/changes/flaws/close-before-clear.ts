import type { Blocker, Steps } from '../../host/index.ts';
import { USEC_PER_JIFFY } from '../../platform/clock.ts';
import { type Flaw, wrapHost } from '../change.ts';

/** What the processor does between the two steps, as what its task waits for. */
const interrupted: Blocker = Object.freeze({ reason: 'the processor to come back', ready: () => false });

export const closeBeforeClear: Flaw = {
  kind: 'flaw',
  id: 'close-before-clear',
  group: 'close-before-clear',
  title: 'the mapping of a port is cleared after the port was closed',
  cause:
    'A closed port is given to whoever binds next. When its mapping is cleared only after that, the mapping of the new ' +
    'channel is what goes: its events reach nobody. CVE without an advisory. Nothing else binds ports here while ' +
    'xenwatch closes one, so the clearing comes a jiffy later, as if the processor had been interrupted in between.',
  advisory: 'none',
  cves: ['CVE-2024-26687'],
  fixedBy: 'fa765c4b4aed',
  affected: 'Linux before 6.8',
  rules: ['EVT-24', 'EOI-03'],
  oracles: ['starvation'],
  conflicts: ['xsa-441-close-lock', 'xsa-331-unbind-no-sync'],
  confidence: 'high',
  apply: (seams) =>
    wrapHost(seams, 'releasePort', () => (kernel, info) => {
      const { scheduler, channels, clock } = kernel.world;
      channels.close(0, info.port);
      const deadline = clock.now + USEC_PER_JIFFY;
      function* clear(): Steps {
        while (clock.now < deadline) {
          kernel.currentTask().deadline = deadline;
          yield interrupted;
        }
        kernel.events.unmapPort(info);
      }
      scheduler.spawn('evtchn_close', 'host', -1, clear());
    }),
};
