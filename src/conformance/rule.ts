import { z } from 'zod';

/** Which implementation a rule speaks of. An executor that supplies one of these itself cannot be held to its rules. */
export const parts = [
  /** the driver's own files */
  'driver',
  /** the kernel's event core: delivery, late EOI, storms */
  'event-core',
  /** the kernel's xenbus core: watches, probing, transactions, error reports */
  'xenbus-core',
  /** the kernel's PCI core: resets, saved state, MSI set-up, accessors */
  'pci-core',
  /** the kernel's interrupt core */
  'irq-core',
  /** the frontend, held to its rules by a scripted backend */
  'frontend',
  'toolstack',
] as const;
export type Part = (typeof parts)[number];

/** MUST: no tag or `D`; OBSERVED: `Q`, what Linux does, surprising; HOST: `H`, depends on host or architecture. */
export const levels = ['MUST', 'OBSERVED', 'HOST'] as const;
export type Level = (typeof levels)[number];

/** Areas of the rule sheet, and DOC for statements of the original documents. */
export const areas = [
  'ABI',
  'EVT',
  'CONF',
  'HDR',
  'CAP',
  'OPS',
  'ISR',
  'XB',
  'STUB',
  'SYS',
  'AER',
  'VPCI',
  'PT',
  'QRK',
  'EOI',
  'CHG',
  'FE',
  'DOC',
] as const;
export type Area = (typeof areas)[number];

export const ruleId = z.string().regex(/^[A-Z]+-\d{2,3}$/, 'a rule id is an area and a number: CONF-19');

export const ruleSchema = z.strictObject({
  id: ruleId,
  level: z.enum(levels),
  /** What the rule demands, in the project's own words. */
  requirement: z.string().min(20).max(1200),
  /** Where it was read: function of the driver, header symbol, or document. */
  source: z.string().min(2).max(200),
  part: z.enum(parts),
  /** A guest sees it by its own means: page, events, xenstore. */
  guestObservable: z.boolean(),
  /** Why no case can hold an implementation to it. */
  untestable: z.string().min(20).max(400).optional(),
});

/** One statement of documented behaviour. */
export type Rule = z.infer<typeof ruleSchema>;

export const ruleFileSchema = z.strictObject({
  format: z.literal('pciback-rig rules'),
  version: z.literal(1),
  area: z.enum(areas),
  /** How many rules the file holds: a rule lost by an edit is an error. */
  count: z.number().int().min(1),
  rules: z.array(ruleSchema),
});

/** Area of a rule's or a case's id. */
export const areaOf = (id: string): string => id.replace(/-.*$/, '');

/** Rule that a case belongs to. */
export const ruleOf = (caseId: string): string => caseId.replace(/\/.*$/, '');
