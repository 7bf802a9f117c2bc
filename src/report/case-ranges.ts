/** Ids of cases in short: `HDR-36/1-4 HDR-36/7 A.3`. In the order of rules as they come, numbers ascending. */
export function caseRanges(ids: readonly string[]): string {
  const numbers = new Map<string, number[]>();
  const words: string[] = [];
  for (const id of ids) {
    const [, rule, number] = /^(.+)\/(\d{1,6})$/.exec(id) ?? [];
    if (rule === undefined) words.push(id);
    else numbers.set(rule, [...(numbers.get(rule) ?? []), Number(number)]);
  }
  const ranges = [...numbers].map(([rule, list]) => `${rule}/${rangesOf(list).join(',')}`);
  return [...ranges, ...words].join(' ');
}

function rangesOf(list: readonly number[]): string[] {
  const ranges: [number, number][] = [];
  for (const number of [...new Set(list)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
}
