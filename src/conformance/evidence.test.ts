import { expect, it } from 'vitest';
import { Baseline } from '../campaign/baseline.ts';
import { shippedDevices } from '../campaign/device-files.ts';
import { makeProfile } from '../changes/profiles.ts';
import { ModelExecutor } from '../executor/model/model-executor.ts';
import type { Action, Setup } from '../program/program.ts';
import { write } from './actions.ts';
import { evidenceOf } from './evidence.ts';
import { modelSubject } from './subject.ts';

const made = makeProfile('linux-6.1');
if ('problem' in made) throw new Error('no profile');
const subject = modelSubject(new ModelExecutor(shippedDevices(), made.profile), made.profile, new Baseline());
const evidence = (actions: readonly Action[], more: Partial<Setup> = {}) =>
  evidenceOf(
    {
      setup: {
        topology: 'vpci',
        guests: 1,
        devices: [{ name: 'e1000e', guest: 0 }],
        start: 'connected',
        ...more,
      },
      actions,
    },
    subject,
  );
const command = (config: Uint8Array | null | undefined): number | undefined => config?.[4];

it('holds page and registers before and after', () => {
  const { pages, hardware, steps } = evidence([write(4, 2, 7)]);
  expect(steps).toMatchObject({ kind: 'program', program: { actions: [{ do: 'op' }] } });
  expect(pages.map(({ name }) => name)).toEqual(['domain 1']);
  const [page] = pages;
  expect([page?.before?.length, page?.after?.length]).toEqual([4096, 4096]);
  expect([page?.before?.[4], page?.after?.[4]]).toEqual([0, 1]);
  expect(hardware.map(({ name }) => name)).toEqual(['0000:01:00.0 e1000e']);
  expect([command(hardware[0]?.before), command(hardware[0]?.after)]).toEqual([3, 7]);
});

it('is kept when the executor runs again', () => {
  const first = evidence([write(4, 2, 7)]);
  evidence([write(4, 2, 0)]);
  expect(command(first.hardware[0]?.after)).toBe(7);
  expect(first.pages[0]?.after?.[32]).toBe(7);
});

it('says that a device which was given up is not there, and that nobody granted a page', () => {
  expect(evidence([{ do: 'unbind' }]).hardware).toMatchObject([{ after: null }]);
  const { pages, hardware } = evidence([{ do: 'bind' }], { start: 'idle' });
  expect(pages.every(({ before, after }) => before === null && after === null)).toBe(true);
  expect(hardware).toMatchObject([{ before: null, after: expect.any(Uint8Array) }]);
});
