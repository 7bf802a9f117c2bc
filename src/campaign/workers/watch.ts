/**
 * Watches one thread's words; each call says for how long, in milliseconds, its execution has been under way.
 * Imports nothing: its text is also run in the thread that supervises the main one.
 */
export function makeWatch(words: Float64Array): (now: number) => number {
  const [busy, beats] = [0, 1];
  // What passes while nobody looks (the machine slept) is not the execution's.
  const longestStep = 1000;
  let [seen, age, before] = [-1, 0, Number.NaN];
  return (now) => {
    const step = Math.min(now - before, longestStep);
    const isSame = words[busy] === 1 && words[beats] === seen;
    age = isSame && step > 0 ? age + step : 0;
    seen = words[beats] as number;
    before = now;
    return age;
  };
}
