/** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, before[j - 2] + 1);
      row.push(cost);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length];
}

/** Longer names are not compared: they are no typos. */
const MAX_LENGTH = 100;

/** The candidate that was probably meant; undefined when none is near. Case, `_` and `-` do not count. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  if (name === '' || name.length > MAX_LENGTH) return undefined;
  const plain = (text: string): string => text.toLowerCase().replaceAll('_', '-');
  const wanted = plain(name);
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const other = plain(candidate);
    const begins = wanted.length >= 3 && (other.startsWith(wanted) || wanted.startsWith(other));
    const within = wanted.length >= 3 && other.includes(wanted);
    const edits = editDistance(wanted, other);
    const limit = Math.max(1, Math.floor(Math.max(wanted.length, other.length) / 3));
    const distance = Math.min(
      edits <= limit ? edits : Number.POSITIVE_INFINITY,
      begins ? 1.5 : within ? 2.5 : Number.POSITIVE_INFINITY,
    );
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** Few enough to be listed in a message. */
const LISTED = 6;

/** `did you mean 'x'? `, else the few there are, else nothing; to stand before the rest of a remedy. */
export function suggestion(name: string, candidates: readonly string[]): string {
  const near = nearest(name, candidates);
  if (near !== undefined) return `did you mean '${near}'? `;
  if (candidates.length === 0 || candidates.length > LISTED) return '';
  return `there ${candidates.length === 1 ? 'is' : 'are'} ${candidates.join(', ')}; `;
}
