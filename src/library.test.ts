import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from './campaign/package-root.ts';
import { program } from './index.ts';

it('docs/library.md shows the example that stands beside this file, and is run by it', () => {
  const text = readFileSync(join(packageRoot(), 'docs', 'library.md'), 'utf8');
  const [, quoted] = /```ts\n(.*?)```/s.exec(text) ?? [];
  const example = readFileSync(new URL('library.example.test.ts', import.meta.url), 'utf8');
  expect(quoted?.replace("'pciback-rig'", "'./index.ts'")).toBe(example);
});

it('a built program says who does what, and a builder can go on', () => {
  const builder = program({ guests: 2, devices: ['a', { name: 'b', guest: 1 }] })
    .guest(1)
    .read(4, 2)
    .changedAtFetch('op.size', 1, 3)
    .action({ do: 'advance', jiffies: 1 });
  const built = builder.build();
  expect(built).toEqual({
    setup: {
      topology: 'vpci',
      guests: 2,
      start: 'connected',
      devices: [
        { name: 'a', guest: 0 },
        { name: 'b', guest: 1 },
      ],
    },
    actions: [
      {
        do: 'op',
        guest: 1,
        cmd: 0,
        offset: 4,
        size: 2,
        at: [
          {
            on: 'fetch',
            name: 'op.size',
            nth: 1,
            then: [{ do: 'page', guest: 1, field: 'op.size', value: 3 }],
          },
        ],
      },
      { do: 'advance', jiffies: 1 },
    ],
  });
  builder.write(0, 1);
  expect(built.actions).toHaveLength(2);
  expect(() => program({ devices: [] }).changedAtFetch('flags', 1, 0)).toThrow(/there is no action yet/);
});
