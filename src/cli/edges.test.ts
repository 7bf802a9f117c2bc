import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolders } from '../testing/scratch.ts';
import { countedCli } from './counted.ts';
import { rig, rowsOf } from './testing/fake-io.ts';

let folder: string;
scratchFolders((made) => {
  folder = made;
});

function written(name: string, ...taken: number[]): string {
  const edges = [0, 1, 2].map((id) => ({
    id,
    file: 'src/host/some.ts',
    line: 10 + id,
    column: 3,
    kind: 'then',
    function: 'f',
    code: 'if (a) b();',
    taken: taken.includes(id),
  }));
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify({ edgesCovered: taken.length, edgesTotal: 3, edges }));
  return file;
}

describe('edges', () => {
  it('lists what was never taken, by file and line', async () => {
    const { code, stdout } = await rig(['edges', written('a', 1)]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      '1 of 3 edges taken (33.3 %)\n\nsrc/host/some.ts: 2 of 3 never taken\n' +
        '  10:3  then  f  no reason known\n  12:3  then  f  no reason known\n\n' +
        '2 of 2 without a reason in corpus/never-taken.json\n',
    );
  });

  it('counts as taken what any of several campaigns took', async () => {
    const rows = rowsOf(await rig(['edges', written('a', 1), written('b', 0, 1), '--json']));
    expect(rows).toEqual([
      expect.objectContaining({ type: 'edge', id: 2, line: 12, taken: false, reason: null }),
      expect.objectContaining({ type: 'summary', edgesCovered: 2, edgesTotal: 3, unexplained: 1 }),
    ]);
  });

  it('refuses files that are none, in one line', async () => {
    const wrong = join(folder, 'wrong.json');
    writeFileSync(wrong, '{}');
    for (const file of [wrong, join(folder, 'missing.json')]) {
      const { code, stdout, stderr } = await rig(['edges', file]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(stderr).toContain('name files that fuzz --edges wrote');
    }
  });

  it('are not counted by the sources: --edges says so before anything is run', async () => {
    const line = ['fuzz', 'msi', '--runs', '1', '--findings', join(folder, 'findings')];
    const { code, stderr } = await rig([...line, '--edges', join(folder, 'edges.json')]);
    expect(code).toBe(2);
    expect(stderr).toContain('--edges: this build does not count edges; make it with: npm run build');
    expect((await rig([...line, '--no-edges', '--json'])).code).toBe(0);
    expect(countedCli(['fuzz'], import.meta.url)).toBeUndefined();
  });
});
