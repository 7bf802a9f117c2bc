import { expect } from 'vitest';
import { DumpError } from '../dump/error.ts';
import { parseDump } from '../dump/parse.ts';
import { sampleConventional, sampleEndpoint } from './sample-functions.ts';

/** Bytes of a function as lspci prints them, without header. */
export function bytesOf(config: Uint8Array, count = config.length): string[] {
  const hex = (value: number) => value.toString(16).padStart(2, '0');
  return Array.from({ length: count / 16 }, (_, i) => {
    return `${hex(16 * i)}: ${Array.from(config.subarray(16 * i, 16 * i + 16), hex).join(' ')}`;
  });
}

export const conventional = bytesOf(sampleConventional().config);
export const endpoint = bytesOf(sampleEndpoint().config);
export const header = '00:03.0 Ethernet controller: Something [1022:2000] (rev 10)';
export const plain = [header, ...conventional, ''].join('\n');

/** The error that a text gives. */
export function failure(text: string): DumpError {
  try {
    parseDump(text, 'a.lspci');
  } catch (error) {
    expect(error).toBeInstanceOf(DumpError);
    return error as DumpError;
  }
  throw new Error('it was parsed');
}
