import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { Executor } from '../../executor/execution.ts';
import { target } from '../testing/bench.ts';
import { heartbeatBuffer, word } from './heartbeat.ts';
import { serve } from './serve.ts';
import { attack, rich, teamConfig } from './testing/config.ts';
import type { FromWorker, ToWorker } from './wire.ts';

/** What a worker says that was told something before it began. */
async function served(
  config = teamConfig(),
  told: readonly ToWorker[] = [],
  wrap?: (executor: Executor) => Executor,
) {
  const { port1, port2 } = new MessageChannel();
  const said: FromWorker[] = [];
  port1.on('message', (message: FromWorker) => said.push(message));
  for (const message of told) port1.postMessage(message);
  const heartbeat = heartbeatBuffer();
  const closed = new Promise((resolve) => port1.on('close', resolve));
  await serve({ ...config, heartbeat, halt: new SharedArrayBuffer(4) }, [target], port2, wrap);
  await closed;
  const status = said.findLast((message) => message.kind === 'status');
  const events = said.flatMap((message) => (message.kind === 'event' ? [message.event] : []));
  return { said, status, events, words: new Float64Array(heartbeat) };
}

describe('a worker', () => {
  it('sends what it keeps before the event about it, and says when it is done', async () => {
    const { said, words } = await served(teamConfig({ runs: 20 }));
    const first = said.findIndex(({ kind }) => kind === 'keep');
    expect(first).toBeGreaterThanOrEqual(0);
    expect(said[first + 1]).toMatchObject({ kind: 'event', event: { kind: 'new' } });
    expect(said.at(-1)).toEqual({ kind: 'done' });
    expect(words[word.executions]).toBe(20);
    expect(words[word.beats]).toBeGreaterThan(20);
  });

  it('judges what it is sent for itself, and keeps what shows something here', async () => {
    const arrive: ToWorker = { kind: 'arrive', program: { target: target.name, program: rich } };
    const alone = await served(teamConfig({ runs: 1 }));
    const sent = await served(teamConfig({ runs: 1 }), [arrive, arrive]);
    expect(sent.status?.progress.corpus).toBe((alone.status?.progress.corpus ?? 0) + 1);
    expect(sent.status?.progress.executions).toBe(1);
    // It came from others: they have it.
    expect(sent.said.filter(({ kind }) => kind === 'keep')).toEqual(
      alone.said.filter(({ kind }) => kind === 'keep'),
    );
  });

  it('does not announce what another has announced', async () => {
    const arrive: ToWorker = { kind: 'arrive', program: { target: target.name, program: attack } };
    const first = await served(teamConfig({ runs: 1 }), [arrive]);
    const found = first.events.find((event) => event.kind === 'finding');
    expect(found).toMatchObject({ cause: { kind: 'flaws', ids: ['xsa-157-msi-twice'] } });
    const finding = { identity: 'somewhere/else', cause: 'xsa-157-msi-twice', state: 'new' } as const;
    const second = await served(teamConfig({ runs: 1 }), [{ kind: 'announced', finding }, arrive]);
    expect(second.events.filter((event) => event.kind === 'finding')).toEqual([]);
    expect(second.events).toContainEqual(
      expect.objectContaining({ kind: 'again', identity: 'somewhere/else' }),
    );
  });

  it('that fails says at what', async () => {
    const failing = (executor: Executor): Executor => ({
      name: executor.name,
      sees: executor.sees,
      run() {
        throw new Error('planted');
      },
    });
    const { said } = await served(
      teamConfig({ known: [{ name: 'corpus/regress/x', program: attack }] }),
      [],
      failing,
    );
    expect(said).toMatchObject([
      { kind: 'event', event: { kind: 'replay' } },
      {
        kind: 'failed',
        problem: 'Error: planted',
        underWay: { target: 'corpus/regress/x', program: attack, beats: 1 },
      },
    ]);
  });
});
