import { does } from '../rewrite/edit.ts';
import type { Rewrite } from '../rewrite/rewrite.ts';

export const sizeUnchecked: Rewrite = {
  flaw: 'size-unchecked',
  changes: [{ file: 'conf_space.c', function: 'valid_request', edits: [does('return 1;')] }],
};
