import { linuxGuest } from '../../src/conformance/client/guest-side.ts';
import { around, type Defect, frontend, other, port } from './defect.ts';

export const results: readonly Defect[] = [
  port('raw errors', 'FE-10', (made) => {
    made.write = (offset, size, value) => made.send(1, { offset, size, value }).err;
  }),
  port('errors are all the same', 'FE-10', (made) => {
    made.write = () => 0x87;
  }),
  port('0 for every read that fails', 'FE-11', (made) => {
    const read = made.tryRead.bind(made);
    made.tryRead = (...access) => {
      const { code, value } = read(...access);
      return { code, value: code === 0 ? value : 0 };
    };
  }),
  frontend(
    '-19 like any other error',
    'FE-11 FE-26',
    around((doOp) => (request, machine) => {
      const reply = doOp(request, machine);
      return reply.err === -19 ? { ...reply, err: 0 } : reply;
    }),
  ),
  port('values are not cut', 'FE-12', (made) => {
    made.tryRead = (offset, size) => {
      const { err, value } = made.send(0, { offset, size });
      return { code: err, value };
    };
  }),
  other('pirq 0 is good', 'FE-13', {
    enableMsi: (made) => {
      const { err, value } = made.send(2);
      return err !== 0 ? -22 : value;
    },
  }),
  other('an error is handed to the driver', 'FE-13', {
    enableMsi: (made) => {
      const { err, value } = made.send(2);
      return err !== 0 ? err : value || -22;
    },
  }),
  other('no interrupt by message at all', 'FE-13 FE-15', {
    enableMsi: () => -22,
    enableMsix: () => ({ result: -22, pirqs: [] }),
  }),
  other('several messages are asked for', 'FE-18', {
    enableMsi: (made, messages = 1) => {
      const { err, value } = made.send(2, { value: messages });
      return err !== 0 || value === 0 ? -22 : value;
    },
  }),
  other('no bound of vectors', 'FE-14', {
    enableMsix: (made, indices) => {
      made.send(4, { value: indices.length, entries: indices.map((index) => [index, 0xffff]) });
      return { result: -22, pirqs: [] };
    },
  }),
  other('vectors are asked for as 0, 127 at most', 'FE-14', {
    enableMsix: (made, indices) => {
      if (indices.length < 128)
        made.send(4, { value: indices.length, entries: indices.map((index) => [index, 0]) });
      return { result: -22, pirqs: [] };
    },
  }),
  other('a vector of 0 is good', 'FE-15', {
    enableMsix: (made, indices) => {
      const { err, value } = made.send(4, { value: indices.length });
      if (err !== 0 || value !== 0) return { result: err || value, pirqs: [] };
      return { result: 0, pirqs: indices.map((_, i) => made.vector(i)) };
    },
  }),
  other('the value counts before the error', 'FE-15', {
    enableMsix: (made, indices) => {
      const { err, value } = made.send(4, { value: indices.length });
      return { result: value || err, pirqs: indices.map((_, i) => made.vector(i) || -1) };
    },
  }),
  other('an untouched vector is refused', 'FE-16', {
    enableMsix: (made, indices) => {
      const good = linuxGuest.enableMsix(made, indices);
      return good.pirqs.includes(0xffff) ? { result: -22, pirqs: [] } : good;
    },
  }),
  other('an error of a disable stops the driver', 'FE-17', {
    disableMsi: (made) => {
      if (made.send(3).err !== 0) throw new Error('disable_msi');
    },
    disableMsix: (made) => {
      made.send(5);
    },
  }),
  other('a disable sends a value', 'FE-17', {
    disableMsi: (made) => {
      made.send(3, { value: 1 });
    },
    disableMsix: (made) => {
      made.send(5, { value: 1 });
    },
  }),
  other('every interrupt is shareable', 'FE-19', {
    enableDevice: (made) => ({ ...linuxGuest.enableDevice(made), shareable: true }),
  }),
  other('no interrupt is shareable, and pirqs are counted from 1', 'FE-19', {
    enableDevice: (made) => {
      const { gsi } = linuxGuest.enableDevice(made);
      return { gsi, pirq: gsi + 1, shareable: false };
    },
  }),
];
