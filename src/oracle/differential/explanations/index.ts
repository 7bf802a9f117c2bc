import type { Explanation } from '../difference.ts';
import { debugLine } from './debug-line.ts';
import { duplicateQuirk } from './duplicate-quirk.ts';
import { errorWords } from './error-words.ts';
import { freedCommand } from './freed-command.ts';
import { lostMatchList } from './lost-match-list.ts';
import { oopsTask } from './oops-task.ts';
import { unreadCommand } from './unread-command.ts';

/** Every reason for which model and driver may differ, in the order in which they are asked. */
export const explanations: readonly Explanation[] = Object.freeze([
  errorWords,
  debugLine,
  oopsTask,
  duplicateQuirk,
  lostMatchList,
  freedCommand,
  unreadCommand,
]);
