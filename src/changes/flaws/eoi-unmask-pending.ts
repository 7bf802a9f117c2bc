import { type Flaw, wrapHost } from '../change.ts';

export const eoiUnmaskPending: Flaw = {
  kind: 'flaw',
  id: 'eoi-unmask-pending',
  group: 'eoi-unmask-pending',
  title: 'a change of processor unmasks a channel whose EOI is pending',
  cause:
    'One mask bit serves all reasons, so the end of a short masking, for a change of the processor, opens a channel whose ' +
    'event is still being served; and nothing yet marks the event as active. Its handler runs twice for one EOI. No ' +
    'advisory: a follow-up of XSA-332. Two seams, because the mark that came later hides the mistake.',
  advisory: 'none',
  cves: [],
  fixedBy: '25da4618af24',
  affected: 'Linux 5.10 to 5.11',
  rules: ['EOI-03', 'EOI-06', 'EVT-02'],
  oracles: ['crash', 'starvation'],
  conflicts: ['eoi-on-two-cpus', 'xsa-332-early-eoi'],
  confidence: 'medium',
  apply: (seams) =>
    wrapHost(
      wrapHost(seams, 'channelStaysMasked', () => () => false),
      'takeChannel',
      () => (_kernel, info) => {
        info.isActive = true;
        return true;
      },
    ),
};
