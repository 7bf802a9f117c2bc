import { PCI_ERS_RESULT_NONE, PCI_ERS_RESULT_RECOVERED } from '../../abi/aer.ts';
import { type Hardening, wrapBackend } from '../change.ts';

export const aerAnswerChecked: Hardening = {
  kind: 'hardening',
  id: 'aer-answer-checked',
  title: "a guest's answer to an AER request must be a recovery result",
  cause:
    'What the guest writes into sh.aer.err is handed to the host as its recovery result, whatever it is. A value ' +
    'that the host does not know leaves the verdict for the whole bus undefined.',
  rules: ['AER-14', 'AER-17'],
  reach: 'guest and host fault',
  severity: 'low',
  oracles: ['host-integrity'],
  conflicts: [],
  apply: (seams) =>
    wrapBackend(seams, 'aerAnswer', (previous) => (driver, answer, request) => {
      const taken = previous(driver, answer, request);
      return taken >= PCI_ERS_RESULT_NONE && taken <= PCI_ERS_RESULT_RECOVERED ? taken : PCI_ERS_RESULT_NONE;
    }),
};
