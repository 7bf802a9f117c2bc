import { describe, expect, it } from 'vitest';
import type { Action } from '../program/program.ts';
import { corpusDevices, effect, golden, growingCount, makeExecutor, program, run } from './testing/run.ts';
import { renderTrace } from './trace.ts';

/** Lines of one action, without its heading. */
function linesOf(trace: string, action: number): string[] {
  const lines = trace.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`action ${action}:`));
  const end = lines.findIndex((line, index) => index > start && line === '');
  return lines.slice(start + 1, end);
}

const wordsOf = (trace: string, action: number): string[] =>
  linesOf(trace, action).map((line) => line.replace(/^ *\d+\.\d{3} {2}/, ''));

describe('the trace of an ordinary request', () => {
  const write = program([{ do: 'op', cmd: 1, offset: 4, size: 2, value: 7 }]);

  it('has one line per record, with the copy and a one-write service in one line each', () => {
    expect(renderTrace(run(write))).toBe(
      golden(`
        set-up: topology vpci, 1 guest, guests connected
          device 0: e1000e at 0000:01:00.0, guest 0 has it
          guest 0 is dom1; times are in milliseconds

        action 0: guest 0 conf_write offset=0x4 size=2 value=7
          0.000  dom1         event to the backend
          0.000  interrupt    event of dom1 (irq 288)
          0.002  interrupt      PCIF_active is set
          0.002  interrupt      worker of dom1 queued
          0.002  interrupt      PCIB_active is clear
          0.007  worker dom1  begins
          0.007  worker dom1  copy of the request: conf_write 00:00.0 offset 0x4 size 2 value 0x7
          0.007  worker dom1  config read 0000:01:00.0 COMMAND = 0x0003
          0.007  worker dom1  config write 0000:01:00.0 COMMAND 0x0003 -> 0x0007 (by pci_set_master)
          0.007  worker dom1  store op.err = 0
          0.007  worker dom1  store op.value = 0x7
          0.007  worker dom1  PCIF_active cleared
          0.007  worker dom1  event to dom1
          0.007  worker dom1  PCIF_active is clear
          0.007  worker dom1  EOI
          0.007  worker dom1  channel of dom1 open again
          0.007  worker dom1  ends

        the end at 80.007 ms
          dom1: backend is Connected, frontend is Connected, page mapped, channel bound
          0000:01:00.0: in use, COMMAND 0x0007 (guests read 0x0007), D0, enabled, bus master, helper handler installed, owner dom1
      `),
    );
  });

  it('is the same whether the copy was taken in one piece or word by word', () => {
    expect(renderTrace(run(write, [], 'full'))).toBe(renderTrace(run(write, [], 'digest')));
  });

  it('shows every word when it is to be verbose', () => {
    const trace = renderTrace(run(write), { verbose: true });
    expect(trace).toContain('fetch op.offset = 0x4 (offset 24) in xen_pcibk_do_one_op');
    expect(trace.match(/fetch op\./g)).toHaveLength(137);
    expect(renderTrace(run(write, [], 'digest'), { verbose: true })).toContain(
      'fetch of 548 bytes at offset 4',
    );
  });
});

describe('points in a trace', () => {
  it('show what the outside did and the word it met, also inside a copy', () => {
    const action: Action = {
      do: 'op',
      cmd: 4,
      value: 2,
      at: [effect('fetch', 'op.value', 1, { do: 'page', field: 'op.value', value: 129 })],
    };
    expect(wordsOf(renderTrace(run(program([action]))), 0).slice(5, 12)).toEqual([
      'worker dom1  begins',
      'outside      at the 1st fetch of op.value: op.value := 0x81',
      'worker dom1  fetch op.value = 0x81 (offset 32) in xen_pcibk_do_one_op',
      'worker dom1  copy of the request: enable_msix 00:00.0 value 129, first entry: index 0 vector 0xffff',
      'worker dom1  store op.err = -22 (EINVAL)',
      'worker dom1  store op.value = 0x81',
      'worker dom1  PCIF_active cleared',
    ]);
  });

  it('leave the fetches of a request that is executed in place as they are', () => {
    const words = wordsOf(renderTrace(run(growingCount, ['xsa-155-in-place'])), 0);
    expect(words.filter((line) => line.includes('fetch op.value = 0x2 ')).length).toBeGreaterThan(4);
    expect(words).not.toContainEqual(expect.stringContaining('copy of the request'));
    expect(words).toContain('worker dom1  store op.msix_entries[0].vector = 0x200');
  });
});

describe('services of the host in a trace', () => {
  it('are nested, with the writes they make', () => {
    const words = wordsOf(
      renderTrace(
        run(
          program([
            { do: 'op', cmd: 2 },
            { do: 'op', cmd: 2 },
          ]),
        ),
      ),
      0,
    );
    expect(words.slice(7, 14)).toEqual([
      'worker dom1  pci_enable_msi 0000:01:00.0',
      'worker dom1    pirq 512 of dom1 is irq 289',
      'worker dom1    config write 0000:01:00.0 MSI address 0x00000000 -> 0xfee00000 (by pci_enable_msi)',
      'worker dom1    config write 0000:01:00.0 MSI upper address stays 0x00000000 (by pci_enable_msi)',
      'worker dom1    config write 0000:01:00.0 MSI data 0x0000 -> 0x00a1 (by pci_enable_msi)',
      'worker dom1    config write 0000:01:00.0 COMMAND 0x0003 -> 0x0403 (by pci_enable_msi)',
      'worker dom1    config write 0000:01:00.0 MSI control 0x0080 -> 0x0081 (by pci_enable_msi)',
    ]);
  });

  it('are one line when they only fail', () => {
    const words = wordsOf(renderTrace(run(program([{ do: 'op', cmd: 4, value: 100 }]))), 0);
    expect(words).toContain(
      'worker dom1  pci_enable_msix_exact 0000:01:00.0 for 100 vectors returns -28 (ENOSPC)',
    );
    expect(words).toContain('worker dom1  store op.err = -28 (ENOSPC)');
  });

  it('name registers of capabilities, and of functions that were not bound when it began', () => {
    const bind = program([{ do: 'bind' }], { name: 'e1000e' }, { start: 'idle' });
    const trace = renderTrace(run(bind));
    expect(trace).toContain('hypercall prepare_msix for 0000:01:00.0');
    expect(trace).toContain('MSI-X control 0x0004 -> 0xc004 (by the hypervisor)');
  });
});

describe('a trace of events', () => {
  it('tells spurious EOIs and their delay, and folds a flood', () => {
    const trace = renderTrace(
      run(
        program([
          { do: 'notify', times: 300 },
          { do: 'advance', jiffies: 2 },
        ]),
      ),
    );
    expect(wordsOf(trace, 0)).toEqual([
      'dom1       event to the backend',
      'interrupt  event of dom1 (irq 288)',
      'interrupt    PCIF_active is clear',
      'interrupt    PCIB_active is clear',
      'interrupt    EOI, spurious',
      'interrupt    channel of dom1 open again',
      'dom1       event to the backend',
      'interrupt  event of dom1 (irq 288)',
      'interrupt    PCIF_active is clear',
      'interrupt    PCIB_active is clear',
      'interrupt    EOI, spurious, put off by 1 jiffy',
      'dom1       event to the backend, not delivered now',
      '           ... the line above 297 times more',
    ]);
    expect(wordsOf(trace, 1)[0]).toBe('host       channel of dom1 open again');
  });

  it('folds the scan of an empty bus to one probe and its last address', () => {
    const trace = renderTrace(run(program([{ do: 'frontend', step: 'scan' }])));
    expect(trace).toContain('copy of the request: conf_read 00:00.1 offset 0x0 size 4');
    expect(trace).not.toContain('00:00.2');
    expect(trace).toContain(
      '254 times more (last: copy of the request: conf_read 00:1f.7 offset 0x0 size 4)',
    );
  });
});

describe('foreign text in a trace', () => {
  it('has its control characters made visible', () => {
    const magic = program(
      [
        { do: 'toolstack', step: 'create' },
        { do: 'frontend', step: 'publish', hold: true },
        { do: 'node', name: 'magic', value: '7\x1b[2J\n' },
        { do: 'sysfs', attribute: 'new_slot', value: 'x\x07' },
      ],
      undefined,
      { start: 'bound' },
    );
    const trace = renderTrace(run(magic));
    expect(trace).not.toMatch(/[^\P{C}\n]/u);
    expect(trace).toContain('magic = "7\\x1b[2J\\x0a"');
    expect(trace).toContain('log err: pciback pci-1-0: 14 version mismatch (7\\x1b[2J\\x0a/7)');
    expect(trace).toContain('action 3: dom0 writes "x\\x07" to new_slot');
    expect(trace).toContain('backend of dom1 is Closing (5)');
  });
});

describe('AER in a trace', () => {
  it('tells the channel state on the way out and the result on the way back (ABI-15)', () => {
    const trace = renderTrace(
      run(
        program([
          { do: 'aer', callback: 'detected', state: 1 },
          { do: 'answer', result: 1 },
        ]),
      ),
    );
    expect(trace).toContain('aer detected  store aer.err = 1 (io_normal)');
    expect(trace).toContain('aer detected  fetch aer.err = 1 (NONE) (offset 556) in common_process');
    expect(trace).toContain('aer detected  xenstore /local/domain/0/backend/pci/1/0/aerState = "aerfail"');
  });

  it('tells who waits for a lock, and who holds it', () => {
    const detected: Action = { do: 'aer', callback: 'detected' };
    const trace = renderTrace(run(program([detected, detected])));
    expect(wordsOf(trace, 1)).toContain('aer detected #2  waits for lock device_lock, held by aer detected');
    expect(trace).toMatch(/\n {2}aer detected waits since 300000\.\d{3} ms: wait queue \w+\n/);
  });
});

describe('the end of a trace', () => {
  it('tells a crash', () => {
    const crash = program([
      { do: 'op', cmd: 2 },
      { do: 'op', cmd: 1, offset: 4, size: 2, value: 7 },
      { do: 'op', cmd: 2 },
      { do: 'op', cmd: 3 },
    ]);
    const execution = run(crash, ['xsa-157-msi-twice']);
    const trace = renderTrace(execution);
    expect(execution.crash).not.toBeNull();
    expect(trace).toMatch(/OOPS .+\n/);
    expect(trace).toContain(`: CRASH, ${execution.crash?.kind} in ${execution.crash?.site}: `);
  });

  it('has a line for companions of a device, and names every function', () => {
    const vf = program([{ do: 'op', cmd: 0 }], { name: 'nvme-sriov#02:00.1', guest: 0 });
    const trace = renderTrace(run(vf));
    expect(trace).toContain('  device 0: nvme-sriov#02:00.1 at 0000:02:00.1, guest 0 has it\n');
    expect(trace).toContain('  besides: Non-Volatile memory controller');
  });
});

describe('any program', () => {
  it.each(corpusDevices().names())('on %s has a printable trace', (name) => {
    const actions: Action[] = [
      { do: 'frontend', step: 'enable' },
      { do: 'frontend', step: 'msix' },
      { do: 'op', cmd: 1, offset: 0x40, value: 0xffffffff },
      { do: 'interrupt' },
      { do: 'unbind' },
      { do: 'vanish' },
    ];
    const trace = renderTrace(makeExecutor().run(program(actions, { name, guest: 0 }), 'full'));
    expect(trace).not.toMatch(/undefined|NaN|\[object|[^\P{C}\n]/u);
    expect(trace).toContain('action 5: device 0 disappears from the bus');
  });

  it('that is empty has a trace too', () => {
    expect(renderTrace(run(program([])))).toContain('the end at ');
  });
});
