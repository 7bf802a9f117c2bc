import { describe, expect, it } from 'vitest';
import { OP_BYTES, SH_INFO_MAX_VEC, SH_OP } from '../../abi/pciif.ts';
import { Ev } from '../../platform/recorder.ts';
import { PrivateRequest, takeRequest } from './request.ts';
import { Fixture } from './testing/fixture.ts';

function words(...values: number[]): PrivateRequest {
  const request = new PrivateRequest();
  const view = new DataView(request.bytes.buffer);
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value, true);
  return request;
}

describe('PrivateRequest', () => {
  it('ABI-13: offset and size are signed, the address is unsigned', () => {
    const request = words(0, 0, 0xffff0000, 0xfffffffe, 0xfffffffd, 0xfffffffc, 0xfffffff8, 0xfffffff4);
    expect(request).toMatchObject({
      domain: 0xffff0000,
      bus: 0xfffffffe,
      devfn: 0xfffffffd,
      offset: -4,
      size: -8,
      value: 0xfffffff4,
    });
  });

  it('ABI-06: err is signed, value unsigned, both in their places', () => {
    const request = words();
    request.err = -5;
    request.value = 0xffffffea;
    expect([request.err, request.value]).toEqual([-5, 0xffffffea]);
    expect([...request.bytes.subarray(4, 8)]).toEqual([0xfb, 0xff, 0xff, 0xff]);
    expect([...request.bytes.subarray(28, 32)]).toEqual([0xea, 0xff, 0xff, 0xff]);
  });

  it('keeps vector and table index of an MSI-X entry apart', () => {
    const request = words();
    request.bytes.set([0x34, 0x12, 0x78, 0x56], 36 + 4 * 127);
    expect([request.vector(127), request.entry(127)]).toEqual([0x1234, 0x5678]);
    request.setVector(127, 0x1_0042);
    expect([request.vector(127), request.entry(127)]).toEqual([0x0042, 0x5678]);
  });

  it('ABI-12: there is no entry 128', () => {
    const request = words();
    expect(() => request.entry(SH_INFO_MAX_VEC)).toThrow(expect.objectContaining({ kind: 'out-of-bounds' }));
    expect(() => request.vector(SH_INFO_MAX_VEC)).toThrow(expect.objectContaining({ kind: 'out-of-bounds' }));
    expect(() => request.setVector(SH_INFO_MAX_VEC, 1)).toThrow(
      expect.objectContaining({ kind: 'out-of-bounds' }),
    );
  });
});

describe('takeRequest', () => {
  it('EVT-12: takes the whole slot, and later changes of the page do not show', () => {
    const { connection, page } = new Fixture();
    for (let i = 0; i < OP_BYTES; i++) page.bytes[SH_OP + i] = i & 0xff;
    const request = takeRequest(connection);
    page.bytes.fill(0xee);
    expect((request as PrivateRequest).bytes).toEqual(
      Uint8Array.from({ length: OP_BYTES }, (_, i) => i & 0xff),
    );
    expect([request.cmd, request.offset, request.entry(127)]).toEqual([0x03020100, 0x17161514, 0x2322]);
  });

  it('ABI-09: fetches every byte of the slot once, and nothing else', () => {
    const { connection, recording } = new Fixture();
    recording.wordByWord = true;
    recording.clear();
    takeRequest(connection);
    const fetched = recording.of(Ev.Fetch).map(([, offset, bytes]) => [offset, bytes]);
    expect(fetched).toEqual(Array.from({ length: OP_BYTES / 4 }, (_, i) => [SH_OP + 4 * i, 4]));
  });

  it('reuses the connection’s own memory', () => {
    const { connection } = new Fixture();
    expect(takeRequest(connection)).toBe(connection.op);
    expect(takeRequest(connection)).toBe(connection.op);
  });

  it('is fatal once the connection is freed', () => {
    const { connection } = new Fixture();
    connection.freed = true;
    expect(() => takeRequest(connection)).toThrow(expect.objectContaining({ kind: 'use-after-free' }));
  });

  it('is fatal without a page', () => {
    const { connection } = new Fixture();
    connection.page = null;
    expect(() => takeRequest(connection)).toThrow(
      expect.objectContaining({ kind: 'null-dereference', site: 'xen_pcibk_do_one_op' }),
    );
  });
});
