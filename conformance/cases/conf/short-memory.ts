import { cases } from '../../../src/conformance/case.ts';
import { count, device } from '../../../src/conformance/expect.ts';
import { HostCall } from '../../../src/platform/recorder.ts';
import { bare, before, bind, bindResults, during, fault, idle } from './support.ts';

/** Memory that is missing after the fields (CONF-38, STUB-10 step 3). */
export const shortMemoryCases = cases({
  id: 'CONF-38/6',
  title:
    'the quirk record comes after the last field: without memory for it the bind fails, the next succeeds',
  on: 'one',
  needs: bare,
  setup: idle,
  // Four capabilities are looked for, each by a look at STATUS; then the record needs memory.
  steps: () => [during(bind, before(0x06, 4, fault('alloc'))), { do: 'show', attribute: 'quirks' }, bind],
  expect: () => [
    bindResults([-12, 0]),
    count('HostEnter', 0, { b: HostCall.EnableDevice }, 0),
    device({ inUse: false }),
  ],
});
