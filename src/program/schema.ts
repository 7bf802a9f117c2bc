import { z } from 'zod';
import { escapeInvisible } from './escaped.ts';
import type { AnyField, Field } from './fields.ts';
import { kindNames, kinds, MAX_DEVICES, MAX_GUESTS } from './kinds.ts';
import {
  type Action,
  MAX_ACTIONS,
  MAX_COPIES,
  MAX_EFFECTS,
  MAX_STEPS,
  type Program,
  pointKinds,
  type Step,
} from './program.ts';

/** Version of the JSON form; raised when a program of an older version would mean something else. */
export const PROGRAM_VERSION = 1;

function fieldSchema(field: Field): z.ZodType {
  switch (field.kind) {
    case 'int':
      return z.int().min(field.min).max(field.max);
    case 'enum':
      return z.enum(field.values as [string, ...string[]]);
    case 'text':
      return z.string().max(field.maxLength);
    case 'flag':
      return z.literal(true).optional();
    case 'pairs':
      return z.array(z.tuple([z.int().min(0).max(0xffff), z.int().min(0).max(0xffff)])).max(field.maxLength);
  }
}

function anySchema(field: AnyField): z.ZodType {
  return field.kind === 'optional' ? fieldSchema(field.inner).optional() : fieldSchema(field);
}

const stepShapes = kindNames.map((kind) => {
  const fields = Object.entries(kinds[kind] as Record<string, AnyField>);
  return {
    do: z.literal(kind),
    ...Object.fromEntries(fields.map(([name, field]) => [name, anySchema(field)])),
  };
});

const stepSchema = z.discriminatedUnion(
  'do',
  stepShapes.map((shape) => z.strictObject(shape)) as unknown as [z.ZodObject, ...z.ZodObject[]],
) as unknown as z.ZodType<Step>;

const effectSchema = z.strictObject({
  on: z.enum(pointKinds),
  name: z.string().max(32).optional(),
  nth: z.int().min(0).max(100_000),
  then: z.array(stepSchema).min(1).max(MAX_STEPS),
});

const actionExtras = {
  hold: z.literal(true).optional(),
  at: z.array(effectSchema).min(1).max(MAX_EFFECTS).optional(),
};

const actionSchema = z.discriminatedUnion(
  'do',
  stepShapes.map((shape) => z.strictObject({ ...shape, ...actionExtras })) as unknown as [
    z.ZodObject,
    ...z.ZodObject[],
  ],
) as unknown as z.ZodType<Action>;

const setupSchema = z.strictObject({
  topology: z.enum(['vpci', 'passthrough']),
  permissive: z.literal(true).optional(),
  stubOnly: z.literal(true).optional(),
  notInitialDomain: z.literal(true).optional(),
  pvh: z.literal(true).optional(),
  withoutMsi: z.literal(true).optional(),
  guests: z.int().min(1).max(MAX_GUESTS),
  devices: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(200),
        guest: z
          .int()
          .min(0)
          .max(MAX_GUESTS - 1)
          .optional(),
        permissive: z.literal(true).optional(),
        interruptControl: z.literal(true).optional(),
        hostSharesLine: z.literal(true).optional(),
        hostDriver: z.literal(true).optional(),
        edgeTriggered: z.literal(true).optional(),
        copies: z.int().min(2).max(MAX_COPIES).optional(),
      }),
    )
    .max(MAX_DEVICES),
  start: z.enum(['connected', 'bound', 'idle', 'unloaded']),
});

/** A program file. Strict: unknown fields are errors. */
export const programSchema = z.strictObject({
  format: z.literal('pciback-rig program'),
  version: z.literal(PROGRAM_VERSION),
  /** Profile and flaws under which it was found; what `repro` uses unless told otherwise. */
  profile: z.string().max(64).optional(),
  flaws: z.array(z.string().max(64)).max(64).optional(),
  hardenings: z.array(z.string().max(64)).max(64).optional(),
  note: z.string().max(4000).optional(),
  setup: setupSchema,
  actions: z.array(actionSchema).max(MAX_ACTIONS),
});

/** A program as a file holds it. */
export interface ProgramFile extends Program {
  readonly profile?: string;
  readonly flaws?: readonly string[];
  readonly hardenings?: readonly string[];
  readonly note?: string;
}

/** JSON Schema (draft 2020-12) of program files, as published under `corpus/program.schema.json`. */
export function programJsonSchema(): unknown {
  return z.toJSONSchema(programSchema, { target: 'draft-2020-12' });
}

/** Why a text is no program: `where` is a path such as `actions[3].cmd`. */
export interface ProgramProblem {
  readonly where: string;
  readonly problem: string;
}

/** Reads the JSON form. Returns the problem instead of throwing, since files come from anybody. */
export function parseProgram(json: string): { program: ProgramFile } | { problem: ProgramProblem } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return { problem: { where: jsonErrorPlace(json, error), problem: 'this is not JSON' } };
  }
  const result = programSchema.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    return {
      problem: { where: pathText(issue?.path ?? []), problem: issue?.message ?? 'does not fit the schema' },
    };
  }
  const { format: _format, version: _version, ...program } = result.data;
  return { program: program as ProgramFile };
}

/** The one canonical JSON text of a program: fixed order of fields, one action per line. */
export function formatProgram(program: ProgramFile): string {
  const { profile, flaws, hardenings, note, setup, actions } = program;
  const head = { format: 'pciback-rig program', version: PROGRAM_VERSION, profile, flaws, hardenings, note };
  const headLines = Object.entries(head)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`);
  const lines = actions.map((action) => `    ${JSON.stringify(ordered(action))}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return escapeInvisible(
    `{\n${headLines.join('')}  "setup": ${JSON.stringify(orderedSetup(setup))},\n  "actions": ${list}\n}\n`,
  );
}

/** A step with its fields in the order of the table. */
function ordered(action: Action | Step): Record<string, unknown> {
  const source = action as unknown as Record<string, unknown>;
  const result: Record<string, unknown> = { do: action.do };
  for (const name of Object.keys(kinds[action.do]))
    if (source[name] !== undefined) result[name] = source[name];
  if (source.hold !== undefined) result.hold = source.hold;
  if ('at' in action && action.at !== undefined) {
    result.at = action.at.map(({ on, name, nth, then: steps }) => ({
      on,
      ...(name === undefined ? {} : { name }),
      nth,
      then: steps.map(ordered),
    }));
  }
  return result;
}

function orderedSetup(setup: Program['setup']): unknown {
  const { topology, permissive, stubOnly, notInitialDomain, pvh, withoutMsi, guests, devices, start } = setup;
  return {
    topology,
    permissive,
    stubOnly,
    notInitialDomain,
    pvh,
    withoutMsi,
    guests,
    devices: devices.map((device) => ({
      name: device.name,
      guest: device.guest,
      permissive: device.permissive,
      interruptControl: device.interruptControl,
      hostSharesLine: device.hostSharesLine,
      hostDriver: device.hostDriver,
      edgeTriggered: device.edgeTriggered,
      copies: device.copies,
    })),
    start,
  };
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '') || 'the whole file';
}

function jsonErrorPlace(json: string, error: unknown): string {
  const position = /position (\d+)/.exec(error instanceof Error ? error.message : '');
  if (!position) return json.trim() === '' ? 'the file is empty' : `line ${json.split('\n').length}`;
  return `line ${json.slice(0, Number(position[1])).split('\n').length}`;
}
