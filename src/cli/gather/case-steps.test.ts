import { expect, it } from 'vitest';
import { suiteSteps } from './case-steps.ts';

it('tells what a case does on a device, and nothing of what it does not know', async () => {
  const stepsOf = await suiteSteps();
  const column = { executor: 'model', profile: 'linux-6.1' };
  const known = stepsOf('HDR-20/1', 'e1000e', column);
  expect(known?.title).toBe('disabling clears MASTER in hardware and nothing else');
  expect(known?.steps).toMatch(/device 0: e1000e[\s\S]*conf_write offset=0x4 size=2 value=0/);
  expect(stepsOf('HDR-20/1', 'a device of yours', column)).toBeNull();
  expect(stepsOf('HDR-20/99', 'e1000e', column)).toBeNull();
});
