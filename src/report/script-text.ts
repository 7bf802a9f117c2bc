import type { ClientStep, Script } from '../conformance/client/script.ts';
import { visible } from './visible-text.ts';

/**
 * The script of a client case for people: what the scripted backend is told, one line per step. Numbers beyond nine in
 * hexadecimal, as registers are.
 */
export function renderScript({ setup = {}, steps }: Script): string {
  const facts = Object.entries(setup).map(([name, value]) => `  ${name}: ${text(value)}`);
  const lines = steps.map((step, number) => `step ${number}: ${stepLine(step)}`);
  return `${['set-up: a guest, its frontend, a scripted backend', ...facts, ...lines].join('\n')}\n`;
}

function stepLine({ do: what, ...rest }: ClientStep): string {
  return [what, ...Object.entries(rest).map(([name, value]) => `${name}=${text(value)}`)].join(' ');
}

function text(value: unknown): string {
  if (typeof value === 'number') return Math.abs(value) > 9 ? hex(value) : String(value);
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(
    ([name, field]) => `${/^\d+$/.test(name) ? hex(Number(name)) : name}: ${text(field)}`,
  );
  return `{ ${fields.join(', ')} }`;
}

const hex = (value: number): string => `${value < 0 ? '-' : ''}0x${Math.abs(value).toString(16)}`;
