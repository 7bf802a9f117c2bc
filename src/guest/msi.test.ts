import { describe, expect, it } from 'vitest';
import { mappedPirqs } from '../host/testing/pirqs.ts';
import { disableMsi, disableMsix, enableMsi, enableMsix } from './msi.ts';
import type { Reply, RequestFields } from './request.ts';
import { ConfigPort } from './scan.ts';
import { stack } from './testing/bench.ts';

function guest(answer?: Reply, vectors: readonly number[] = []) {
  const { bed, frontend } = stack(['nic']);
  const requests: RequestFields[] = [];
  const doOp = frontend.doOp.bind(frontend);
  frontend.doOp = (request, machine) => {
    requests.push(request);
    const reply = doOp(request, machine);
    vectors.forEach((vector, i) => {
      frontend.replied.setUint16(36 + 4 * i, vector, true);
    });
    return answer ?? reply;
  };
  return { bed, requests, port: new ConfigPort(frontend, bed.machine, 0, 0, 0) };
}

describe('MSI', () => {
  it('FE-13: the value is the pirq', () => {
    const { bed, port } = guest();
    const pirq = enableMsi(port);
    expect(pirq).toBeGreaterThan(0);
    expect(mappedPirqs(bed.kernel.irqs, 1).map((mapping) => mapping.pirq)).toEqual([pirq]);
    disableMsi(port);
    expect(mappedPirqs(bed.kernel.irqs, 1)).toEqual([]);
  });

  it('FE-13: value 0 and any error fail with -EINVAL', () => {
    expect(enableMsi(guest({ err: 0, value: 0 }).port)).toBe(-22);
    expect(enableMsi(guest({ err: -5, value: 9 }).port)).toBe(-22);
    expect(enableMsi(guest({ err: 0x86, value: 9 }).port)).toBe(-22);
  });

  it('FE-17: a disable sends nothing but the address, and an error is not passed on', () => {
    const { port, requests } = guest({ err: -5, value: 0 });
    expect([disableMsi(port), disableMsix(port)]).toEqual([undefined, undefined]);
    expect(requests).toEqual([
      { cmd: 3, domain: 0, bus: 0, devfn: 0 },
      { cmd: 5, domain: 0, bus: 0, devfn: 0 },
    ]);
  });
});

describe('MSI-X', () => {
  it('FE-14: asks for table indices, each vector unset', () => {
    const { port, requests } = guest();
    const { result, pirqs } = enableMsix(port, [3, 1]);
    expect(requests[0]).toMatchObject({
      cmd: 4,
      value: 2,
      entries: [
        [3, 0xffff],
        [1, 0xffff],
      ],
    });
    expect(result).toBe(0);
    expect(new Set(pirqs).size).toBe(2);
    expect(pirqs.every((pirq) => pirq > 0 && pirq !== 0xffff)).toBe(true);
  });

  it('FE-14: does not send a request for more than 128', () => {
    const { port, requests } = guest();
    expect(
      enableMsix(
        port,
        Array.from({ length: 129 }, (_, i) => i),
      ),
    ).toEqual({ result: -22, pirqs: [] });
    expect(requests).toEqual([]);
    enableMsix(
      port,
      Array.from({ length: 128 }, (_, i) => i),
    );
    expect(requests).toHaveLength(1);
  });

  it('FE-15: a vector of 0 makes the whole call fail, with -1 in its place', () => {
    expect(enableMsix(guest({ err: 0, value: 0 }, [600, 0]).port, [0, 1])).toEqual({
      result: -22,
      pirqs: [600, -1],
    });
  });

  it('FE-15: a value other than 0 is the result; so is an error', () => {
    expect(enableMsix(guest({ err: 0, value: 3 }).port, [0]).result).toBe(3);
    expect(enableMsix(guest({ err: -28, value: 0xffffffe4 }).port, [0]).result).toBe(-28);
    expect(enableMsix(guest().port, [99]).result).toBe(-22);
  });

  it('FE-16: a vector that was not touched is taken for pirq 65535', () => {
    expect(enableMsix(guest({ err: 0, value: 0 }, [0xffff]).port, [0])).toEqual({
      result: 0,
      pirqs: [0xffff],
    });
  });
});
