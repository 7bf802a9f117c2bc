import type { Campaign, CampaignEvent } from '../campaign.ts';
import type { Lost, TeamEvent } from './event.ts';
import type { Heartbeat } from './heartbeat.ts';
import { answerInterrupts } from './interrupt.ts';
import { superviseThisThread } from './supervisor.ts';

type Step = IteratorResult<CampaignEvent | undefined, void> | Lost;

/**
 * Runs a campaign in this thread; lets others run between its steps. An execution that takes longer than `limit`
 * milliseconds is ended and yields `lost`, and is the last.
 */
export async function* runHere(
  campaign: Pick<Campaign, 'run'>,
  heartbeat: Heartbeat,
  limit: number,
): AsyncGenerator<TeamEvent | undefined, void, void> {
  const steps = campaign.run();
  let settle: ((step: Step) => void) | undefined;
  const release = answerInterrupts((age) => {
    const lost = stuck(heartbeat, age);
    // Nothing that waits is run while the execution is being ended.
    setImmediate(() => settle?.(lost));
  });
  const supervisor = superviseThisThread(heartbeat, limit);
  try {
    for (;;) {
      const step = await new Promise<Step>((resolve, reject) => {
        settle = resolve;
        // By itself: what is ended must not be what waits for it. Not in the callback of the immediate, whose end the
        // event loop insists on.
        void new Promise((next) => setImmediate(next)).then(() => {
          try {
            resolve(heartbeat.step(() => steps.next()));
          } catch (error) {
            reject(error);
          }
        });
      });
      if ('kind' in step) {
        yield step;
        return;
      }
      if (step.done) return;
      yield step.value;
    }
  } finally {
    release();
    await supervisor?.terminate();
  }
}

const stuck = (heartbeat: Heartbeat, age: number): Lost => {
  const { target, program, input, beats } = heartbeat.underWay();
  return {
    kind: 'lost',
    worker: 0,
    problem: stuckProblem(age),
    target,
    program,
    input,
    age: age / 1000,
    execution: beats,
    replaced: false,
  };
};

export const stuckProblem = (age: number): string => `one execution has run for ${(age / 1000).toFixed(1)} s`;
