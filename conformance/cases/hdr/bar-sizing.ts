import { cases } from '../../../src/conformance/case.ts';
import { decision, has, io, memory, upper } from './bars.ts';

export const barSizingCases = cases(
  decision('HDR-37/1', 'an I/O BAR is sized by ones but for the low two bits', io, has(io, 'I/O BAR'), [
    [0xffffffff, true],
    [0xfffffffc, true],
    [0xfffffffe, true],
    [0xfffffff8, false],
    [0xfffffff0, false],
    [0x7fffffff, false],
    [0xffff0000, false],
  ]),
  decision('HDR-37/2', 'a memory BAR by ones but for the low four', memory, has(memory, 'memory BAR'), [
    [0xffffffff, true],
    [0xfffffff0, true],
    [0xfffffff8, true],
    [0xffffffe0, false],
    [0xffffff00, false],
    [0xffff0000, false],
    [0x7ffffff0, false],
  ]),
  decision('HDR-37/3', 'the upper half of a 64-bit BAR by ones alone', upper, has(upper, '64-bit BAR'), [
    [0xffffffff, true],
    [0xfffffffe, false],
    [0xfffffff0, false],
    [0xfffffffc, false],
    [0x7fffffff, false],
  ]),
);
