import { type Flaw, wrapHost } from '../change.ts';

export const xsa349WatchQueue: Flaw = {
  kind: 'flaw',
  id: 'xsa-349-watch-queue',
  group: 'xsa-349',
  title: "every change of a guest's node queues a watch event",
  cause:
    'The queue of watch events, one for all guests, has no bound and the guest writes its own nodes faster than they are ' +
    "served: the host's memory fills and other guests' events come late.",
  advisory: 'XSA-349',
  cves: ['CVE-2020-29568'],
  fixedBy: '9996bd494794',
  affected: 'Linux before 5.11',
  rules: ['XB-04'],
  oracles: ['starvation'],
  conflicts: [],
  confidence: 'high',
  apply: (seams) => wrapHost(seams, 'mayQueueWatchEvent', () => () => true),
};
