import { describe, expect, test } from 'vitest';
import { bytesOf, conventional, endpoint, failure, header, plain } from '../testing/dump-text.ts';
import { sampleBridge, sampleConventional, sampleEndpoint } from '../testing/sample-functions.ts';
import { parseDump } from './parse.ts';
import { serializeDump } from './serialize.ts';

describe('what lspci prints', () => {
  test('-xxx: address, name, bytes, interrupt from the register', () => {
    const { functions, warnings } = parseDump(plain, 'a.lspci');
    expect(functions).toHaveLength(1);
    expect(functions[0]).toMatchObject({
      domain: 0,
      bus: 0,
      devfn: 0x18,
      line: 1,
      source: 'a.lspci',
      known: 256,
      irq: 0,
    });
    expect(functions[0]?.name).toBe('Ethernet controller: Something [1022:2000] (rev 10)');
    expect(functions[0]?.config).toEqual(sampleConventional().config);
    expect(warnings).toEqual([]);
  });

  test('-x: the first 64 bytes, with a warning', () => {
    const { functions, warnings } = parseDump([header, ...conventional.slice(0, 4)].join('\n'), 'a');
    expect([functions[0]?.known, functions[0]?.config.length]).toEqual([64, 256]);
    expect(warnings).toEqual([
      { line: 1, text: expect.stringMatching(/^0000:00:03.0: only the first 64 bytes/) },
    ]);
  });

  test('-xxxx: 4096 bytes; PCI Express with 256 only is warned of', () => {
    const text = ['10000:e1:00.0 NVMe', ...endpoint].join('\n');
    const [fn] = parseDump(text, 'a').functions;
    expect([fn?.domain, fn?.bus, fn?.config.length]).toEqual([0x10000, 0xe1, 4096]);
    const short = parseDump(['01:00.0 x', ...endpoint.slice(0, 16)].join('\n'), 'a');
    expect(short.warnings.map((warning) => warning.text).join()).toMatch(/without its extended space/);
  });

  test('-vv: regions with their sizes, and the interrupt', () => {
    const text = [
      header,
      '\tControl: I/O+ Mem+ BusMaster- SpecCycle-',
      '\tInterrupt: pin A routed to IRQ 17',
      '\tRegion 0: I/O ports at c000 [disabled] [size=128]',
      '\tRegion 1: Memory at febd1000 (32-bit, non-prefetchable) [size=2K]',
      '\t[virtual] Expansion ROM at f0100000 [disabled] [size=64K]',
      '\tCapabilities: [50] Something',
      '\t\tRegion 5: Memory at 12345000 (64-bit, prefetchable)',
      ...conventional,
    ].join('\n');
    const [fn] = parseDump(text, 'a').functions;
    expect(fn?.irq).toBe(17);
    expect(fn?.regions).toEqual([
      { index: 0, kind: 'io', address: 0xc000, size: 128, is64: false, prefetchable: false },
      { index: 1, kind: 'mem', address: 0xfebd1000, size: 2048, is64: false, prefetchable: false },
      { index: 6, kind: 'rom', address: 0xf0100000, size: 65536, is64: false, prefetchable: false },
    ]);
  });

  test('-v: regions are found by their address', () => {
    const text = [
      header,
      '\tFlags: bus master, medium devsel, latency 64, IRQ 19',
      '\tMemory at febd1000 (32-bit, non-prefetchable) [size=4K]',
      '\tI/O ports at c000 [size=32]',
      '\tMemory at 99999000 (32-bit, non-prefetchable) [size=4K]',
      ...conventional,
    ].join('\n');
    const [fn] = parseDump(text, 'a').functions;
    expect(fn?.irq).toBe(19);
    expect(fn?.regions.map((region) => [region.index, region.size])).toEqual([
      [0, 32],
      [1, 4096],
    ]);
  });

  test('unassigned regions have address 0; the number of an MSI is not the line', () => {
    const config = sampleEndpoint().config.slice();
    config[0x52] = 0x85;
    const lines = [
      '\tInterrupt: pin A routed to IRQ 275',
      '\tRegion 3: Memory at <unassigned> (32-bit, prefetchable) [size=1M]',
    ];
    const [fn] = parseDump([header, ...lines, ...bytesOf(config)].join('\n'), 'a').functions;
    expect(fn?.irq).toBe(0);
    expect(fn?.regions).toEqual([
      { index: 3, kind: 'mem', address: 0, size: 2 ** 20, is64: false, prefetchable: true },
    ]);
  });
});

describe('as people paste it', () => {
  const expected = parseDump(plain, 'a').functions[0]?.config;

  test.each([
    ['CR LF', plain.replaceAll('\n', '\r\n')],
    ['CR', plain.replaceAll('\n', '\r')],
    ['a byte order mark', `\ufeff${plain}`],
    ['indentation', plain.replaceAll(/^/gm, '    ')],
    ['tabs between bytes', plain.replaceAll(' ', '\t')],
    ['no-break spaces', plain.replaceAll(' ', '\u00a0')],
    ['quote marks of a mail', plain.replaceAll(/^/gm, '> ')],
    ['nested quote marks', plain.replaceAll(/^/gm, '>> > ')],
    ['upper case', plain.toUpperCase()],
    ['trailing blanks', plain.replaceAll('\n', '  \t\n')],
    ['no end of line', plain.trimEnd()],
    ['a prompt and a fence around it', `Hi,\n\`\`\`\n$ sudo lspci -xxx\n${plain}\n\`\`\`\nRegards`],
    ['a label', plain.replace('00:03.0', 'Slot:\t00:03.0')],
    ['empty lines in between', plain.replaceAll('\n', '\n\n')],
    ['comments', `# a dump\n${plain}# its end`],
  ])('%s', (_, text) => {
    const { functions } = parseDump(text, 'a');
    expect(functions).toHaveLength(1);
    expect(functions[0]?.config).toEqual(expected);
    expect(functions[0]?.devfn).toBe(0x18);
  });
});

describe('several machines', () => {
  const at = (address: string, bytes: readonly string[] = conventional) => [`${address} x`, ...bytes];
  const other = bytesOf(sampleBridge(1, 1).config);

  test('domains keep functions apart within one machine', () => {
    const text = [...at('0000:00:03.0'), ...at('0001:00:03.0')].join('\n');
    expect(parseDump(text, 'a').functions.map((fn) => [fn.domain, fn.machine])).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  test('an address that comes again begins another, with what stands before it in order', () => {
    const text = [
      ...at('00:03.0'),
      ...at('01:00.0'),
      ...at('00:02.0'),
      ...at('01:00.0'),
      ...at('02:00.0'),
    ].join('\n');
    const { functions, warnings } = parseDump(text, 'a');
    expect(functions.map((fn) => [fn.bus, fn.machine])).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
      [2, 1],
    ]);
    expect(warnings).toEqual([{ line: 52, text: '0000:01:00.0 comes again: taken as another machine' }]);
  });

  test('one address twice in a row: other bytes are another machine, the same bytes are a mistake', () => {
    const { functions } = parseDump([...at('00:03.0'), ...at('00:03.0', other)].join('\n'), 'a');
    expect(functions.map((fn) => fn.machine)).toEqual([0, 1]);
    const error = failure([...at('00:03.0'), ...at('00:03.0')].join('\n'));
    expect([error.line, error.problem]).toEqual([18, '0000:00:03.0 is here twice, first on line 1']);
  });

  test('told machines are not guessed', () => {
    const told = ['# pciback-rig: machine 0', ...at('00:03.0'), '# pciback-rig: machine 7', ...at('00:03.0')];
    expect(parseDump(told.join('\n'), 'a').functions.map((fn) => fn.machine)).toEqual([0, 7]);
    expect(failure([...told, ...at('00:02.0'), ...at('00:03.0', other)].join('\n')).problem).toMatch(/twice/);
  });
});

describe('what a dump says of virtual functions', () => {
  test('ids of 0xffff without a physical function: a VF of unknown origin, with a warning', () => {
    const config = sampleEndpoint().config.slice();
    config.fill(0xff, 0, 4);
    const { functions, warnings } = parseDump(['04:10.0 VF', ...bytesOf(config)].join('\n'), 'a');
    expect(functions[0]).toMatchObject({ isVf: true, physfnAddress: null });
    expect(warnings.map((warning) => warning.text).join()).toMatch(/physical function is not in the dump/);
  });

  test('all-ones is a function that did not answer, no VF', () => {
    const gone = bytesOf(new Uint8Array(256).fill(0xff));
    const { functions, warnings } = parseDump(['04:10.0 gone', ...gone].join('\n'), 'a');
    expect([functions[0]?.isVf, warnings.length]).toEqual([false, 1]);
  });
});

test('a name with control characters cannot break the dump', () => {
  const text = serializeDump([{ ...sampleConventional(), name: 'a\n00:05.0 b\u0000' }]);
  expect(parseDump(text, 'a').functions.map((fn) => fn.name)).toEqual(['a 00:05.0 b']);
});
