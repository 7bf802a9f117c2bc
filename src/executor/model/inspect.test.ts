import { describe, expect, it } from 'vitest';
import type { Action, Setup } from '../../program/program.ts';
import { connected, executor, program } from './testing/bench.ts';

const nic = connected('nic');
const model = executor();
const play = (setup: Setup, ...actions: Action[]) => model.run(program(setup, ...actions), 'digest');

describe('the shared page', () => {
  const word = (page: Uint8Array | null | undefined, offset: number): number | undefined =>
    page ? new DataView(page.buffer).getUint32(offset, true) : undefined;

  it('is shown as at the start and as at the end', () => {
    const execution = play(nic, { do: 'op', cmd: 0, size: 4 });
    const end = execution.final.connections[0]?.page();
    expect(end).toHaveLength(4096);
    expect([word(end, 0), word(end, 8), word(end, 32)]).toEqual([2, 0, 0x10c98086]);
    const start = execution.start[0]?.page();
    start?.fill(0xff);
    play(nic, { do: 'page', field: 'op.value', value: 7 });
    expect([word(execution.start[0]?.page(), 0), word(execution.start[0]?.page(), 40)]).toEqual([2, 0]);
  });

  it('after a disconnect it is what the guest granted; before that there is none', () => {
    const closed = play(nic, { do: 'op', cmd: 99, value: 5 }, { do: 'frontend', step: 'close' });
    expect(word(closed.final.connections[0]?.page(), 32)).toBe(5);
    expect(play({ ...nic, start: 'bound' }).final.connections[0]?.page()).toBeNull();
  });

  it('is the one the backend has mapped, though the guest shows another', () => {
    const renewed = play(nic, { do: 'op', cmd: 99, value: 5 }, { do: 'grant', how: 'renew' });
    expect(word(renewed.final.connections[0]?.page(), 32)).toBe(5);
  });
});
