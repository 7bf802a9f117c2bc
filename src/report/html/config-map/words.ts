import type { WritableMode } from '../../../campaign/writable-map.ts';
import { kindOf, type Run } from './rows.ts';

export const modeTitles: Readonly<Record<WritableMode, string>> = Object.freeze({
  default: 'default',
  permissive: 'permissive',
  interruptControl: 'interrupt control',
});

export const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;

/** `0x004`, or the first and last byte of several. */
export const placeText = ({ first, count, end }: Run): string =>
  count === 1 ? hex(first.offset, 3) : `${hex(first.offset, 3)}-${hex(end, 3)}`;

export const nameText = ({ first, count }: Run): string =>
  count === 1 ? first.name : `${count} dwords, ${kindOf(first.name)}`;

/** The bits of a mode as in `device`: a mask as wide as the register, `-` for none. */
export const maskText = ({ first: { masks, size } }: Run, mode: WritableMode): string =>
  masks[mode] === 0 ? '-' : hex(masks[mode], 2 * size);
