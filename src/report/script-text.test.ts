import { expect, it } from 'vitest';
import { renderScript } from './script-text.ts';

it('shows set-up and steps of a client case', () => {
  expect(
    renderScript({
      setup: { functions: [{ devfn: 8, registers: { 0: 0x10d38086 } }], nodes: { state: null } },
      steps: [
        { do: 'publish' },
        { do: 'node', name: 'x\u001b', value: '1' },
        { do: 'answers', answers: [{ on: { cmd: 0 }, after: 'never', vectors: [16, -12] }] },
        { do: 'read', offset: 0x10, size: 4, then: 'nothing' },
      ],
    }),
  ).toBe(`set-up: a guest, its frontend, a scripted backend
  functions: [{ devfn: 8, registers: { 0x0: 0x10d38086 } }]
  nodes: { state: null }
step 0: publish
step 1: node name=x\\x1b value=1
step 2: answers answers=[{ on: { cmd: 0 }, after: never, vectors: [0x10, -0xc] }]
step 3: read offset=0x10 size=4 then=nothing
`);
});
