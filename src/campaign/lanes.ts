/** What an execution costs besides its records (restoring, judging), in records. */
const FIXED_COST = 400;
/** An execution that shows something new costs its target this part of its price: a target that brings gets more. */
const PRICE_OF_NEW = 0.5;

/** Cost of an execution in a unit that is the same on every machine: time would make two campaigns of one seed differ. */
export const costOf = (records: number): number => FIXED_COST + records;

/** Gives turns to targets such that each gets the same cost, not the same number of executions. */
export class Turns {
  private readonly spent: number[];

  constructor(lanes: number) {
    this.spent = Array.from({ length: lanes }, () => 0);
  }

  /** The target that has had least; of several the first. */
  next(): number {
    let least = 0;
    for (let i = 1; i < this.spent.length; i++)
      if ((this.spent[i] as number) < (this.spent[least] as number)) least = i;
    return least;
  }

  charge(lane: number, cost: number, isNew: boolean): void {
    (this.spent[lane] as number) += isNew ? cost * PRICE_OF_NEW : cost;
  }
}
