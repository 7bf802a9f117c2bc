import { describe, expect, it } from 'vitest';
import { EACCES, EAGAIN, EINVAL, ENOENT } from '../abi/errno.ts';
import { noPoints } from './points.ts';
import { Ev, type Recorder } from './recorder.ts';
import { Snapshot } from './snapshot.ts';
import { Xenstore } from './xenstore.ts';

function setUp() {
  const texts: string[] = [];
  const writes: (string | number)[][] = [];
  const recorder: Recorder = {
    emit: (code, domid = 0, path = 0, value = 0) => {
      if (code === Ev.XenstoreWrite)
        writes.push([domid, texts[path - 1] as string, value && (texts[value - 1] as string)]);
    },
    text: (value) => texts.push(value),
    wordByWord: false,
  };
  const store = new Xenstore({ recorder, points: noPoints });
  const fired: string[] = [];
  const sink = { watchFired: (path: string, token: string) => void fired.push(`${token}:${path}`) };
  return { store, writes, fired, sink };
}

describe('xenstore nodes', () => {
  it('writes make what is missing above; list gives children in their order', () => {
    const { store, writes } = setUp();
    expect(store.write(0, '/a/b/c', '1')).toBe(0);
    store.write(0, '/a/b/ab', '2');
    expect([store.read(0, '/a/b/c'), store.read(0, '/a/b'), store.read(0, '/a/x')]).toEqual(['1', '', null]);
    expect([store.list(0, '/a/b'), store.list(0, '/a/b/c'), store.list(0, '/x')]).toEqual([
      ['c', 'ab'],
      [],
      null,
    ]);
    expect([store.exists('/a'), store.exists('/ab')]).toEqual([true, false]);
    expect(writes).toEqual([
      [0, '/a/b/c', '1'],
      [0, '/a/b/ab', '2'],
    ]);
  });

  it('removing a node removes its subtree only', () => {
    const { store, writes } = setUp();
    store.write(0, '/a/b/c', '1');
    store.write(0, '/a/bc', '2');
    expect(store.remove(0, '/a/b')).toBe(0);
    expect([store.exists('/a/b/c'), store.read(0, '/a/bc'), store.list(0, '/a')]).toEqual([
      false,
      '2',
      ['bc'],
    ]);
    expect(store.remove(0, '/a/b')).toBe(-ENOENT);
    expect(writes.at(-1)).toEqual([0, '/a/b', 0]);
  });

  it('relative paths start at the domain directory; malformed ones are refused', () => {
    const { store } = setUp();
    store.setOwner('/local/domain/3/device', 3, [0]);
    expect(store.write(3, 'device/pci/0/state', '1')).toBe(0);
    expect(store.read(0, '/local/domain/3/device/pci/0/state')).toBe('1');
    for (const path of ['/a//b', '/a/', '/a b', `/${'a'.repeat(4000)}`, '/a\n'])
      expect(store.write(0, path, '')).toBe(-EINVAL);
    expect(store.remove(0, '/')).toBe(-EINVAL);
  });

  it('XB-66: others may read what they are let, write only what they own or are given', () => {
    const { store } = setUp();
    const backend = '/local/domain/0/backend/pci/3/0';
    const frontend = '/local/domain/3/device/pci/0';
    store.setOwner(backend, 0, [3]);
    store.setOwner(frontend, 3, [0]);
    store.write(0, `${backend}/dev-0`, 'x');
    expect([
      store.read(3, `${backend}/dev-0`),
      store.read(4, `${backend}/dev-0`),
      store.list(4, backend),
    ]).toEqual(['x', null, null]);
    expect(store.write(3, `${backend}/dev-0`, 'y')).toBe(-EACCES);
    expect(store.write(3, `${backend}/state-0`, 'y')).toBe(-EACCES);
    expect(store.remove(3, backend)).toBe(-EACCES);
    expect(store.write(3, `${frontend}/state`, '1')).toBe(0);
    expect(store.write(4, `${frontend}/state`, '2')).toBe(-EACCES);
    expect(store.read(4, `${frontend}/state`)).toBeNull();
    store.setOwner('/shared', 0, [], [4]);
    expect(store.write(4, '/shared/node', '1')).toBe(0);
    expect(store.read(4, '/shared/node')).toBe('1');
    expect(store.read(5, '/shared/node')).toBeNull();
  });
});

describe('xenstore watches', () => {
  it('a new watch fires once at once; later for the node and below', () => {
    const { store, fired, sink } = setUp();
    store.watch('/a/b', 't', sink);
    store.write(0, '/a/b', '1');
    store.write(0, '/a/b/c', '1');
    store.write(0, '/a/bc', '1');
    store.write(0, '/a', '1');
    expect(fired).toEqual(['t:/a/b', 't:/a/b', 't:/a/b/c']);
    store.unwatch('/a/b', 't', sink);
    store.write(0, '/a/b', '2');
    expect(fired.length).toBe(3);
  });

  it('a removal fires watches above, on the node, and on nodes that went with it', () => {
    const { store, fired, sink } = setUp();
    store.write(0, '/a/b/c', '1');
    for (const path of ['/a', '/a/b', '/a/b/c', '/a/b/none', '/z']) store.watch(path, path, sink);
    fired.length = 0;
    store.remove(0, '/a/b');
    expect(fired).toEqual(['/a:/a/b', '/a/b:/a/b', '/a/b/c:/a/b/c']);
  });

  it('a watch may remove itself while it is called', () => {
    const { store, fired, sink } = setUp();
    const once = {
      watchFired: (path: string) => {
        fired.push(`once:${path}`);
        store.unwatch('/a', 'o', once);
      },
    };
    store.watch('/b', 'x', sink);
    store.watch('/a', 'o', once);
    store.watch('/a', 'o', once);
    store.watch('/a', 's', sink);
    fired.length = 0;
    store.write(0, '/a', '1');
    store.write(0, '/a', '2');
    expect(fired).toEqual(['s:/a', 's:/a']);
  });
});

describe('xenstore transactions', () => {
  it('shows its own changes to itself only until it is ended, then fires watches', () => {
    const { store, fired, sink, writes } = setUp();
    store.write(0, '/a/old', '0');
    store.watch('/a', 'w', sink);
    fired.length = 0;
    writes.length = 0;
    const tx = store.begin(0);
    store.write(0, '/a/new', '1', tx);
    store.remove(0, '/a/old', tx);
    expect([store.read(0, '/a/new', tx), store.read(0, '/a/new'), store.list(0, '/a', tx)]).toEqual([
      '1',
      null,
      ['new'],
    ]);
    expect([fired, writes]).toEqual([[], []]);
    expect(store.end(tx, false)).toBe(0);
    expect([store.list(0, '/a'), fired]).toEqual([['new'], ['w:/a/new', 'w:/a/old']]);
    expect(writes).toEqual([
      [0, '/a/new', '1'],
      [0, '/a/old', 0],
    ]);
  });

  it('an aborted one leaves nothing', () => {
    const { store } = setUp();
    const tx = store.begin(0);
    store.write(0, '/a', '1', tx);
    expect(store.end(tx, true)).toBe(0);
    expect(store.exists('/a')).toBe(false);
  });

  it.each([
    ['read', '/a/read'],
    ['written', '/a/written'],
    ['missing when read', '/a/missing'],
    ['listed', '/list/child'],
    ['parent of a new node', '/parent/other'],
  ])('XB-08: conflicts when a node was changed meanwhile that it had %s', (_what, path) => {
    const { store } = setUp();
    for (const node of ['/a/read', '/a/written', '/list', '/parent', '/else']) store.write(0, node, '0');
    const tx = store.begin(0);
    store.read(0, '/a/read', tx);
    store.read(0, '/a/missing', tx);
    store.list(0, '/list', tx);
    store.write(0, '/a/written', '1', tx);
    store.write(0, '/parent/new', '1', tx);
    store.write(3, path, 'denied');
    store.write(0, path, '2');
    expect(store.end(tx, false)).toBe(-EAGAIN);
    expect([store.read(0, '/a/written'), store.exists('/parent/new')]).not.toContain('1');
  });

  it('does not conflict with changes elsewhere', () => {
    const { store } = setUp();
    store.write(0, '/a/b', '0');
    const tx = store.begin(0);
    store.read(0, '/a/b', tx);
    store.write(0, '/a/b', '1', tx);
    store.write(0, '/z', '1');
    expect(store.end(tx, false)).toBe(0);
    expect([store.read(0, '/a/b'), store.read(0, '/z')]).toEqual(['1', '1']);
  });
});

it('a snapshot of a sealed store is small and restores nodes, permissions and watches', () => {
  const { store, fired, sink } = setUp();
  for (let i = 0; i < 100; i++) store.write(0, `/local/domain/0/backend/pci/${i}/state`, '1');
  store.setOwner('/guest', 3, []);
  store.write(0, '/gone', '');
  store.remove(0, '/gone');
  store.seal();
  const snapshot = new Snapshot([store], [sink]);
  store.remove(0, '/local');
  store.setOwner('/guest', 4, []);
  store.watch('/guest', 'w', sink);
  fired.length = 0;
  snapshot.restore();
  expect(snapshot.size).toBeLessThan(20);
  expect(store.list(0, '/local/domain/0/backend/pci')?.length).toBe(100);
  expect([store.write(3, '/guest', 'x'), store.write(4, '/guest', 'y'), fired]).toEqual([0, -EACCES, []]);
  expect(store.exists('/gone')).toBe(false);
});

it('a store that was not sealed, or is between two merges, is restored as well', () => {
  const { store } = setUp();
  for (let i = 0; i < 500; i++) store.write(0, `/a/${i % 300}`, `${i}`);
  const snapshot = new Snapshot([store]);
  for (let i = 0; i < 300; i += 2) store.remove(0, `/a/${i}`);
  snapshot.restore();
  expect([store.list(0, '/a')?.length, store.read(0, '/a/10'), store.read(0, '/a/250')]).toEqual([
    300,
    '310',
    '250',
  ]);
});
