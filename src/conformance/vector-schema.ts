import { z } from 'zod';
import type { ConnectionState } from '../executor/execution.ts';
import { Ev } from '../platform/recorder.ts';
import { programSchema } from '../program/schema.ts';
import { ruleId } from './rule.ts';
import type { DeviceSeen, EvName } from './seen.ts';

/*
 * Vector files: steps and what must be observed, as plain JSON, so that an implementation in any language can be held
 * to them. Steps have the form of program files (`corpus/program.schema.json`).
 */

const u32 = z.int().min(0).max(0xffffffff);
const i32 = z.int().min(-0x80000000).max(0x7fffffff);
const action = z.int().min(0).max(511).optional();
const device = z.int().min(0).max(7).optional();
const guest = z.int().min(0).max(2).optional();
const width = z.union([z.literal(1), z.literal(2), z.literal(4)]);
/** Offset of a word of the shared page. */
const word = z.int().min(0).max(4092).multipleOf(4);
const text = z.string().max(400);
const plain = z.union([z.number(), z.boolean(), z.string().max(400), z.null()]);

/** Facts of a device and of a connection that a vector may ask for. */
const deviceFacts = [
  'answers',
  'command',
  'guestCommand',
  'powerState',
  'enableCount',
  'isBusmaster',
  'msiEnabled',
  'msixEnabled',
  'permissive',
  'interruptControl',
  'helpers',
  'owner',
  'vectors',
  'quirkFields',
  'inUse',
] as const satisfies readonly (keyof DeviceSeen)[];
const connectionFacts = [
  'domid',
  'backendState',
  'frontendState',
  'mapped',
  'bound',
  'eoiMissing',
] as const satisfies readonly (keyof ConnectionState)[];

/** One observation; `is` lists everything that must be seen, in order. */
const seen = z.discriminatedUnion('see', [
  /** `[err, value]` of each request, as stored in the slot; null: not stored. */
  z.strictObject({
    see: z.literal('replies'),
    action,
    is: z.array(z.tuple([i32.nullable(), u32.nullable()])).max(512),
  }),
  /** Stores to the shared page: `[byte offset, value]`. */
  z.strictObject({ see: z.literal('stores'), action, is: z.array(z.tuple([u32, u32])).max(512) }),
  /** Writes that reached the device: `[register, before, written]`. */
  z.strictObject({
    see: z.literal('configWrites'),
    action,
    device,
    is: z.array(z.tuple([i32, u32, u32])).max(512),
  }),
  /** Values written to xenstore nodes of a name, in order; null: removed. */
  z.strictObject({ see: z.literal('nodes'), name: text, action, is: z.array(text.nullable()).max(512) }),
  /** Everything the backend's domain wrote to xenstore: `name=value`. */
  z.strictObject({ see: z.literal('dom0Writes'), action, is: z.array(text).max(512) }),
  /** The same with the whole path: `/local/domain/.../aerState=aerfail`. */
  z.strictObject({ see: z.literal('dom0Paths'), action, is: z.array(text).max(512) }),
  /** States the backend switched to. */
  z.strictObject({ see: z.literal('states'), action, is: z.array(z.int().min(0).max(8)).max(512) }),
  /** EOIs: `[1 spurious / 0, delay in jiffies]`. */
  z.strictObject({ see: z.literal('eois'), action, is: z.array(z.tuple([u32, u32])).max(4096) }),
  /** Changes of the flags word: `[bit, 1 set / 2 cleared]`. */
  z.strictObject({ see: z.literal('flagChanges'), action, is: z.array(z.tuple([u32, u32])).max(512) }),
  /** Results of writes to files of the driver: bytes taken, or a negative errno. */
  z.strictObject({ see: z.literal('fileStores'), action, is: z.array(i32).max(512) }),
  /** Texts that were read from files of the driver; null: nothing. */
  z.strictObject({
    see: z.literal('fileTexts'),
    action,
    is: z.array(z.string().max(4096).nullable()).max(512),
  }),
  /** Results of loading the driver: 0, or a negative errno. */
  z.strictObject({ see: z.literal('loads'), action, is: z.array(i32).max(512) }),
  /** Results of AER callbacks: `[0 detected / 1 mmio / 2 slot_reset / 3 resume, result]`. */
  z.strictObject({ see: z.literal('aerVerdicts'), action, is: z.array(z.tuple([u32, u32])).max(512) }),
  z.strictObject({ see: z.literal('logLines'), action, is: z.int().min(0).max(100_000) }),
  z.strictObject({ see: z.literal('warnings'), action, is: z.int().min(0).max(100_000) }),
  /** How often the executor recorded something (`list events` names them). */
  z.strictObject({
    see: z.literal('count'),
    of: z.enum(Object.keys(Ev) as [EvName, ...EvName[]]),
    where: z.partialRecord(z.enum(['a', 'b', 'c', 'd', 'e']), z.number()).optional(),
    action,
    is: z.int().min(0).max(1_000_000),
  }),
  /** Facts of the device at the end; null: it is not bound. */
  z.strictObject({
    see: z.literal('device'),
    device,
    is: z.partialRecord(z.enum(deviceFacts), plain).nullable(),
  }),
  /** Registers of the device itself at the end: `[offset, bytes, value]`. */
  z.strictObject({
    see: z.literal('registers'),
    device,
    is: z
      .array(z.tuple([u32, width, u32]))
      .min(1)
      .max(64),
  }),
  /** Words of the shared page at the end: `[byte offset, value]`. */
  z.strictObject({
    see: z.literal('page'),
    guest,
    is: z
      .array(z.tuple([word, u32]))
      .min(1)
      .max(512),
  }),
  /** Facts of a guest's connection at the end. */
  z.strictObject({
    see: z.literal('connection'),
    guest,
    is: z.partialRecord(z.enum(connectionFacts), plain),
  }),
]);

const expectations = z.array(seen).min(1).max(64);

export const vectorSchema = z.strictObject({
  /** Table and row of the sheet's appendix: `A.1/3`. */
  id: z.string().regex(/^[A-Z][A-Za-z0-9.-]*\/[1-9]\d*$/, 'a vector id is a table and a number: A.1/3'),
  rule: ruleId,
  comment: z.string().min(3).max(400),
  setup: programSchema.shape.setup,
  steps: programSchema.shape.actions,
  expect: expectations,
  /** Safe ways to differ, by the change that brings them. */
  accept: z.record(z.string().max(200), expectations).optional(),
});

export const vectorFileSchema = z.strictObject({
  $schema: z.string().max(200).optional(),
  format: z.literal('pciback-rig vectors'),
  version: z.literal(1),
  title: z.string().min(3).max(200),
  /** Profile whose behaviour was observed. */
  profile: z.string().max(60),
  notes: z.array(z.string().min(3).max(1000)).max(50),
  /** How many vectors there are: one lost on the way is an error. */
  count: z.int().min(1).max(10_000),
  vectors: z.array(vectorSchema).max(10_000),
});

export type SeenVector = z.infer<typeof seen>;
export type Vector = z.infer<typeof vectorSchema>;
export type VectorFile = z.infer<typeof vectorFileSchema>;

/** JSON Schema (draft 2020-12) of vector files, as published beside them. */
export const vectorJsonSchema = (): unknown => z.toJSONSchema(vectorFileSchema, { target: 'draft-2020-12' });
