/** Small deterministic generator for tests (mulberry32). */
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const fragments = [
  '',
  '\n',
  '\r\n',
  ' ',
  '\t',
  '0',
  'f',
  ':',
  '.',
  'zz',
  '00: ',
  '40:',
  '00:1f.0 x',
  '0000:00:00.0',
  '\u0000',
  '\u001b[0m',
  '\ufffd',
  'ff ff ff ff',
  '> ',
  '| ',
  '# pciback-rig: ',
  '# pciback-rig: masks',
  '# pciback-rig: region 0 mem size=16 ',
  'writable 0010: ff',
  'Region 0: Memory at ',
  '[size=1K]',
  'IRQ 16',
  'Capabilities:',
  '99999999999999999999',
  '-1',
  '[',
  '(64-bit, prefetchable)',
];

/** `text` with up to sixteen of its dumped bytes changed: still a dump, of a device that may be malformed. */
function changeBytes(text: string, next: (below: number) => number): string {
  let result = text;
  for (let edits = 1 + next(16); edits > 0; edits--) {
    const at = next(result.length);
    if (!/^ [0-9a-f]{2}[ \n]/.test(result.slice(at, at + 4))) continue;
    const byte = next(256).toString(16).padStart(2, '0');
    result = `${result.slice(0, at)} ${byte}${result.slice(at + 3)}`;
  }
  return result;
}

/** `text` with other bytes, or with one to four random edits: characters changed, pieces cut or copied, odd fragments put in. */
export function mutate(text: string, next: (below: number) => number): string {
  if (next(2) === 0) return changeBytes(text, next);
  let result = text;
  for (let edits = 1 + next(4); edits > 0; edits--) {
    const at = next(result.length + 1);
    const length = 1 + next(next(4) === 0 ? 2000 : 20);
    const piece = result.slice(at, at + length);
    const other = next(result.length + 1);
    switch (next(6)) {
      case 0:
        result = result.slice(0, at) + result.slice(at + length);
        break;
      case 1:
        result = result.slice(0, at);
        break;
      case 2:
        result = result.slice(0, other) + piece + result.slice(other);
        break;
      case 3:
        result =
          result.slice(0, at) + String.fromCharCode(next(next(2) === 0 ? 128 : 65536)) + result.slice(at + 1);
        break;
      case 4:
        result = result.slice(0, at) + (fragments[next(fragments.length)] as string) + result.slice(at);
        break;
      default: {
        // one hex digit: structure of lists and BARs
        const digit = '0123456789abcdef'[next(16)] as string;
        result = result.slice(0, at) + digit + result.slice(at + 1);
      }
    }
  }
  return result;
}
