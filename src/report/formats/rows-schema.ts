import { z } from 'zod';
import { conformRow, findingRow, passedOver, regressRow, summaryRow } from './rows.ts';

/**
 * JSON Schema of one line of `fuzz --json`, `conform --json` or `regress --json`, as it is published in
 * `corpus/results.schema.json`. Members that it does not name may be there.
 */
export function rowsSchemaText(): string {
  const schema = z.toJSONSchema(z.union([findingRow, conformRow, regressRow, summaryRow, passedOver]));
  return `${JSON.stringify({ ...schema, title: 'A row of pciback-rig fuzz, conform or regress --json' }, null, 1)}\n`;
}
