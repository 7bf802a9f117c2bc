import { createLogUpdate } from 'log-update';
import type { CaseResult } from '../conformance/verdict.ts';
import { visibleCut } from '../report/visible-text.ts';
import type { Io } from './io.ts';

/** How far a conformance run is. */
export interface ConformView {
  took(result: CaseResult, done: number): void;
  close(): void;
}

/** For `--json`, whose rows are written elsewhere. */
export const silentConformView: ConformView = { took() {}, close() {} };

const PANEL_INTERVAL_MS = 100;
const LINE_INTERVAL_MS = 10_000;

/** A line that is drawn anew on a terminal, a line now and then elsewhere. */
export function makeConformView(io: Io, total: number): ConformView {
  const panel = io.isTty ? createLogUpdate(io.stdout as NodeJS.WriteStream) : undefined;
  const interval = io.isTty ? PANEL_INTERVAL_MS : LINE_INTERVAL_MS;
  let shown = io.now();
  let bad = 0;
  return {
    took({ id, device, verdict }, done) {
      if (verdict === 'FAIL' || verdict === 'CRASH' || verdict === 'ERROR') bad++;
      const now = io.now();
      if (now - shown < interval) return;
      shown = now;
      const text = `${done} of ${total} cases, ${bad} failed, at ${id}${device === null ? '' : ` on ${device}`}`;
      const line = visibleCut(text, Math.max(40, io.columns - 1));
      if (panel === undefined) io.stdout.write(`${line}\n`);
      else panel(line);
    },
    close() {
      panel?.clear();
      panel?.done();
    },
  };
}
