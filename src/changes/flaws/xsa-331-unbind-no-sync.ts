import { type Flaw, wrapBackend } from '../change.ts';

export const xsa331UnbindNoSync: Flaw = {
  kind: 'flaw',
  id: 'xsa-331-unbind-no-sync',
  group: 'xsa-331',
  title: 'a disconnect takes channel and page away under a worker that uses them',
  cause:
    'XSA-331 freed the record of a channel while it was being handled. Put back in the backend: teardown unbinds the ' +
    'channel and unmaps the page without waiting for a request that is queued or being served, which then touches ' +
    'what is gone.',
  advisory: 'XSA-331',
  cves: ['CVE-2020-27675'],
  fixedBy: '073d0552ead5',
  affected: 'Linux to 5.9.1',
  rules: ['EVT-06', 'EVT-24', 'XB-54'],
  oracles: ['crash'],
  conflicts: ['stale-page-reference', 'xsa-441-close-lock', 'teardown-leak', 'close-before-clear'],
  confidence: 'high',
  apply: (seams) =>
    wrapBackend(
      seams,
      'tearDown',
      () =>
        function* (connection) {
          const { seams: present } = connection.driver;
          yield* present.unbindChannel(connection);
          present.unmapPage(connection);
        },
    ),
};
