import type { ClientStep, FunctionScript, RequestMatch } from '../../../src/conformance/client/script.ts';

/* Scripts that cases begin with, and functions behind the backend. */

export const publish: ClientStep = { do: 'publish' };
export const attach: ClientStep = { do: 'attach' };
export const backendState = (value: number): ClientStep => ({ do: 'state', value });
export const node = (name: string, value: string | null): ClientStep => ({ do: 'node', name, value });

/** Steps 0 to 2: the frontend is connected. */
export const connected: readonly ClientStep[] = [publish, attach, backendState(4)];

/** Number of the first step after {@link connected}. */
export const NEXT = 3;

/** An endpoint with memory and I/O BARs, MSI and a second capability; decode is on. */
export const nic: FunctionScript = {
  devfn: 0,
  registers: {
    0: 0x10d38086,
    4: 0x00100003,
    8: 0x02000001,
    16: 0xe1000000,
    20: 0x0000e001,
    48: 0xe2000000,
    52: 0x00000040,
    60: 0x0000010b,
    64: 0x00005005,
    80: 0x00000001,
  },
  writable: { 4: 0x0007, 16: 0xfffe0000, 20: 0xffffffe0, 48: 0xffff0001 },
};

/** A function with its ids and nothing more. */
export const bare = (devfn: number, id = 0x12341af4): FunctionScript => ({ devfn, registers: { 0: id } });

export const conf_read: RequestMatch = { cmd: 0 };
export const conf_write: RequestMatch = { cmd: 1 };

/** A read of the first dword, and a write there. */
export const readIds: ClientStep = { do: 'read', offset: 0, size: 4 };
export const writeIds: ClientStep = { do: 'write', offset: 0, size: 4, value: 0 };
