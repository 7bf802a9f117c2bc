import type { Rediscovery } from '../../src/report/html/campaign/data.ts';
import { type Report, reportSchema } from './report.ts';

/** A report as the page of the campaign shows it. */
export function rediscoveryOf({ command, settings, engines }: Report): Rediscovery {
  const { seeds, limitSeconds } = settings;
  return {
    command,
    limitSeconds,
    engines: engines.map(({ engine, flaws }) => ({
      engine,
      searches: flaws.flatMap(({ flaw, runs }) =>
        runs.map(({ seed, found, cpuSeconds, executions }) => ({
          flaw,
          seed,
          found,
          cpuSeconds,
          executions,
        })),
      ),
      leftOut: flaws.reduce((sum, { runs }) => sum + Math.max(0, seeds.length - runs.length), 0),
    })),
  };
}

/** A file of `npm run rediscovery`; a text: what is wrong with it. */
export function parseRediscovery(text: string): Report | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'this is not JSON';
  }
  const parsed = reportSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return `${issue?.path.map(String).join('.') || 'the whole file'}: ${issue?.message ?? 'does not fit'}`;
}
