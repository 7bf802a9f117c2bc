/**
 * What stands in memory of the host that nobody has initialised, as a word. It must never reach a guest: an oracle
 * that finds it on a shared page has found a leak.
 */
export const CANARY = 0x5ca1ab1e;
