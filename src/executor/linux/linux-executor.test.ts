import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedDevices } from '../../campaign/device-files.ts';
import { makeProfile, type Profile } from '../../changes/profiles.ts';
import { Ev } from '../../platform/recorder.ts';
import type { Action, Program } from '../../program/program.ts';
import type { Execution } from '../execution.ts';
import { ModelExecutor } from '../model/model-executor.ts';
import type { ProcessExecutor } from '../process/process-executor.ts';
import { checkControls } from './build/build.ts';
import { cacheFolder, knownBuilds } from './build/cache.ts';
import { linuxExecutor } from './linux-executor.ts';

const builds = knownBuilds(process.env).filter(({ kernel }) => kernel === '6.1');
const reason = builds.length === 0 ? ' (not built here: pciback-rig build linux --yes)' : '';

const program = (...actions: Action[]): Program => ({
  setup: { topology: 'vpci', guests: 1, devices: [{ name: 'e1000e', guest: 0 }], start: 'connected' },
  actions,
});

/** Records as numbers, texts written out; lines of the log are each side's own. */
function told({ log }: Execution): string[] {
  const texts: Partial<Record<Ev, readonly ('a' | 'b' | 'c' | 'd')[]>> = {
    [Ev.LockAcquire]: ['a'],
    [Ev.LockRelease]: ['a'],
    [Ev.TaskStart]: ['b'],
    [Ev.XenstoreWrite]: ['b', 'c'],
    [Ev.IrqRequest]: ['d'],
    [Ev.AttributeStore]: ['a', 'b'],
  };
  return [...log.records()]
    .filter(({ code }) => code !== Ev.Log)
    .map((record) => {
      const names = texts[record.code] ?? [];
      const shown = Object.fromEntries(names.map((name) => [name, log.textOf(record[name])]));
      return JSON.stringify({ ...record, ...shown });
    });
}

for (const build of builds.length > 0 ? builds : [undefined]) {
  describe.skipIf(build === undefined)(`the Linux driver, ${build?.variant ?? 'no build'}${reason}`, () => {
    const library = shippedDevices();
    const { profile } = makeProfile('linux-6.1') as { profile: Profile };
    const model = new ModelExecutor(library, profile);
    let linux: ProcessExecutor;
    beforeAll(() => {
      if (build !== undefined) linux = linuxExecutor({ build, library, cache: cacheFolder(process.env) });
    });
    afterAll(() => linux?.close());

    it('notices what is planted', () => {
      if (build !== undefined) checkControls(build.program, build.variant);
    });

    it('leaves the records of the model, number by number and microsecond by microsecond', () => {
      const actions: Action[] = [
        { do: 'op', cmd: 0, offset: 0, size: 4 },
        { do: 'op', cmd: 1, offset: 4, size: 2, value: 6 },
        { do: 'op', cmd: 4, value: 2 },
        { do: 'op', cmd: 5 },
        { do: 'notify', times: 3 },
        { do: 'sysfs', attribute: 'permissive', value: '{device}' },
        { do: 'interrupt', times: 2 },
        { do: 'frontend', step: 'close' },
      ];
      for (const form of ['digest', 'full'] as const)
        expect(told(linux.run(program(...actions), form))).toEqual(
          told(model.run(program(...actions), form)),
        );
    });

    it('means the same by the n-th fetch of a word', () => {
      const changed = program({
        do: 'op',
        cmd: 0,
        offset: 0,
        size: 4,
        at: [
          { on: 'fetch', name: 'op.offset', nth: 1, then: [{ do: 'page', field: 'op.offset', value: 8 }] },
        ],
      });
      const here = linux.run(changed, 'digest');
      expect(here.log.counts[Ev.PointHit]).toBe(1);
      expect(told(here)).toEqual(told(model.run(changed, 'digest')));
    });

    it('fetches each byte of a request once', () => {
      const { log } = linux.run(program({ do: 'op', cmd: 4, value: 3 }), 'full');
      const fetches = new Map<number, number>();
      for (const { a, b, c, code } of log.records())
        if (code === Ev.Fetch && a === 1)
          for (let at = b; at < b + c; at++) fetches.set(at, (fetches.get(at) ?? 0) + 1);
      expect(fetches.size).toBe(548);
      expect([...fetches.values()].every((count) => count === 1)).toBe(true);
    });

    it('gives a crash as an execution, and goes on in the same process', () => {
      const crashing: Program = {
        setup: { topology: 'vpci', guests: 1, devices: [{ name: 'e1000e', guest: 0 }], start: 'connected' },
        actions: [
          { do: 'aer', callback: 'mmio' },
          { do: 'frontend', step: 'close' },
        ],
      };
      const before = told(linux.run(program({ do: 'op', cmd: 0 }), 'full'));
      expect(linux.run(crashing, 'digest').crash).toMatchObject({
        kind: 'unmapped-page',
        site: 'common_process',
      });
      expect(told(linux.run(program({ do: 'op', cmd: 0 }), 'full'))).toEqual(before);
      expect(linux.restarts).toBe(0);
    });
  });
}
