import { z } from 'zod';

const text = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const stepSchema = z.strictObject({
  name: z.string().optional(),
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  env: text.optional(),
  with: text.optional(),
});
export type Step = z.infer<typeof stepSchema>;

const jobSchema = z.looseObject({
  permissions: z.record(z.string(), z.string()).optional(),
  env: text.optional(),
  uses: z.string().optional(),
  with: text.optional(),
  steps: z.array(stepSchema).default([]),
});

/** What the tests look at of a file of GitHub Actions. */
export const workflowSchema = z.looseObject({
  name: z.string(),
  on: z.looseObject({
    workflow_call: z
      .object({
        inputs: z.record(
          z.string(),
          z.object({
            type: z.string(),
            default: z.union([z.string(), z.number(), z.boolean()]),
            description: z.string(),
          }),
        ),
      })
      .optional(),
  }),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), jobSchema),
});

/** What the tests look at of a file of GitLab CI. */
export const gitlabJob = z.looseObject({
  script: z.array(z.string()).optional(),
  extends: z.string().optional(),
  allow_failure: z.object({ exit_codes: z.number() }).optional(),
  artifacts: z.looseObject({ access: z.string() }).optional(),
});

/**
 * The value of `${{ ... }}`, as GitHub would put it in.
 * @param values of expressions, as they are written
 * @throws Error for an expression that has no value here
 */
export function evaluated(
  value: string | number | boolean,
  values: Readonly<Record<string, string>>,
): string {
  return String(value).replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
    const found = values[expression];
    if (found === undefined) throw new Error(`${expression} has no value`);
    return found;
  });
}
