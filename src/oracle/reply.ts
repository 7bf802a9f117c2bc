import {
  pageFieldName,
  XEN_PCI_ERR_dev_not_found,
  XEN_PCI_ERR_not_implemented,
  XEN_PCI_ERR_op_failed,
  XEN_PCI_OP_conf_read,
  XEN_PCI_OP_conf_write,
  XEN_PCI_OP_disable_msix,
  XEN_PCI_OP_enable_msi,
  XEN_PCI_OP_enable_msix,
} from '../abi/pciif.ts';
import { STRIDE } from '../executor/event-log.ts';
import type { Execution } from '../executor/execution.ts';
import { Ev } from '../platform/recorder.ts';
import { sharedSlots } from './lone-function.ts';
import { plainOracle, type Violation, violation } from './oracle.ts';
import { brokenRelations } from './reply-relations.ts';
import { looseStores, type RequestCopy, type ServedRequest, servedRequests } from './requests.ts';
import { isVpci } from './steps.ts';

const CONFIG_BYTES = 4096;

/** err, value, vectors and the set of stored bytes keep the declared invariants. */
export const reply = plainOracle(
  'reply',
  'a reply breaks a rule of the protocol',
  ['fetches'],
  (execution) => {
    const found = looseStores(execution).map(strayStore);
    for (const request of servedRequests(execution)) judge(execution, request, found);
    found.push(...brokenRelations(execution), ...sharedSlots(execution));
    return found;
  },
);

function strayStore(offset: number): Violation {
  const name = pageFieldName(offset);
  const field = name.startsWith('page+') ? 'page' : name.replace(/\[\d+\]/, '');
  return violation(
    'reply',
    `store-${field}`,
    'xen_pcibk_do_one_op',
    ['ABI-08'],
    'the backend stores bytes of the page that are not its to store',
    name,
  );
}

function judge(execution: Execution, request: ServedRequest, found: Violation[]): void {
  for (const offset of request.strayStores) found.push(strayStore(offset));
  if (!request.complete) return;
  if (request.err === undefined || request.value === undefined) {
    found.push(
      violation(
        'reply',
        'missing',
        'xen_pcibk_do_one_op',
        ['EVT-17'],
        'a request completes without a reply',
        '',
      ),
    );
    return;
  }
  const { copy } = request;
  if (copy === undefined) return;
  const { err, value } = request as { err: number; value: number };
  const seen = (): string =>
    `cmd ${copy.cmd} offset ${copy.offset} size ${copy.size} value 0x${copy.value.toString(16)} -> err ${err} value 0x${value.toString(16)}`;
  const object = (subject: string, rules: string[], title: string): void => {
    found.push(violation('reply', subject, 'xen_pcibk_do_one_op', rules, title, seen()));
  };
  if (copy.devfn > 0xff && err !== XEN_PCI_ERR_dev_not_found && isVpci(execution.program)) {
    object('VPCI-10', ['VPCI-10'], 'an address that was never published answers');
  }
  const last = execution.program.setup.withoutMsi ? XEN_PCI_OP_conf_write : XEN_PCI_OP_disable_msix;
  if (copy.cmd > last) {
    const rules = copy.cmd > XEN_PCI_OP_disable_msix ? ['OPS-02'] : ['OPS-03'];
    if (err !== XEN_PCI_ERR_not_implemented && err !== XEN_PCI_ERR_dev_not_found)
      object('OPS-02', rules, 'an unknown command is not refused');
    if (value !== copy.value) object('OPS-02-value', rules, 'a refused command changes value');
    return;
  }
  if (
    err === XEN_PCI_ERR_dev_not_found &&
    value !== copy.value &&
    copy.cmd !== XEN_PCI_OP_conf_read &&
    copy.cmd !== XEN_PCI_OP_enable_msi
  ) {
    object('EVT-14', ['EVT-14'], 'an unknown device changes value');
  }
  if (request.vectors > 0 && (copy.cmd !== XEN_PCI_OP_enable_msix || err !== 0)) {
    object(
      'ABI-08-vectors',
      ['ABI-08', 'EVT-18'],
      'vectors are stored for a request that did not set any up',
    );
  }
  if (copy.cmd === XEN_PCI_OP_conf_read || copy.cmd === XEN_PCI_OP_conf_write)
    judgeConfig(copy, err, value, object);
  else {
    judgeMsi(copy, err, value, request.vectors, object);
    if (copy.cmd === XEN_PCI_OP_enable_msix && err === 0 && sharesEntry(execution, request))
      object('OPS-20', ['OPS-17', 'OPS-20'], 'two vectors of one request are for the same table entry');
  }
}

/** The host wrote two vectors of the request to one entry of the MSI-X table: only the later can arrive. */
function sharesEntry({ log }: Execution, { first, last, task }: ServedRequest): boolean {
  if (log.counts[Ev.MsixEntry] === 0) return false;
  const written = new Set<number>();
  for (let i = first; i <= last; i++) {
    const at = i * STRIDE;
    if (log.codes[i] !== Ev.MsixEntry || log.data[at + 2] !== task) continue;
    const index = log.data[at + 4] as number;
    if (written.has(index)) return true;
    written.add(index);
  }
  return false;
}

type Objection = (subject: string, rules: string[], title: string) => void;

function judgeConfig(copy: RequestCopy, err: number, value: number, object: Objection): void {
  const { cmd, offset, size } = copy;
  const valid = (size === 1 || size === 2 || size === 4) && offset % size === 0;
  if (err > 0 && err !== 0x83 && err !== 0x89)
    object('ABI-06', ['ABI-06', 'CONF-15'], 'err is positive without an accessor having said so');
  if (!valid) {
    if (err === 0)
      object('CONF-01', ['CONF-01', 'CONF-03'], 'an access of impossible size or alignment succeeds');
    if (cmd === XEN_PCI_OP_conf_read && err === -2 && value !== 0)
      object('CONF-03', ['CONF-03'], 'an invalid read returns a value');
  }
  if (cmd === XEN_PCI_OP_conf_write && value !== copy.value)
    object('OPS-01', ['OPS-01', 'EVT-17'], 'a configuration write changes value');
  if (cmd !== XEN_PCI_OP_conf_read || !valid) return;
  const outside = offset < 0 || offset + size > CONFIG_BYTES;
  if (outside && err === 0)
    object('CONF-34', ['CONF-02', 'CONF-34'], 'a read at an offset outside configuration space returns data');
  const width = size === 4 ? 0xffffffff : 2 ** (8 * size) - 1;
  if (err === 0 && value > width)
    object('CONF-12', ['CONF-12'], 'a narrow read returns more than was asked for');
}

function judgeMsi(copy: RequestCopy, err: number, value: number, vectors: number, object: Objection): void {
  if (err > 0) object('ABI-06-msi', ['ABI-06', 'OPS-16'], 'an interrupt command returns a positive err');
  if (copy.cmd === XEN_PCI_OP_enable_msi && err !== 0 && err !== XEN_PCI_ERR_dev_not_found) {
    if (err !== XEN_PCI_ERR_op_failed) object('OPS-04', ['OPS-04'], 'a failed enable_msi is not op_failed');
    if (value !== 0) object('OPS-04-value', ['OPS-04'], 'a failed enable_msi returns a value');
  }
  if (copy.cmd === XEN_PCI_OP_enable_msix) {
    if (copy.value > 128 && err === 0) object('OPS-11', ['OPS-11'], 'more than 128 vectors are accepted');
    if (err === 0 && value !== 0)
      object('OPS-16', ['OPS-16'], 'a successful enable_msix returns a non-zero value');
    if (err === 0 && vectors !== copy.value)
      object('EVT-18', ['EVT-18', 'OPS-17'], 'vectors are not returned for the requested count');
  }
}
