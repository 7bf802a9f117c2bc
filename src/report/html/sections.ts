import { advisoriesSection } from './advisories/section.ts';
import { campaignSection } from './campaign/section.ts';
import { compareSection } from './compare/section.ts';
import { configMapSection } from './config-map/section.ts';
import { conformanceSection } from './conformance/section.ts';
import { coverageSection } from './coverage/section.ts';
import type { ReportData } from './data.ts';
import { eventFloodSection } from './event-flood/section.ts';
import { findingsSection } from './findings/section.ts';
import type { Section } from './section.ts';
import { verdictSection } from './verdict/section.ts';
import { weaknessesSection } from './weaknesses/section.ts';

/** Makes a part of the page; undefined or nothing: there is nothing to show. */
export type SectionMaker = (data: ReportData) => Section | readonly Section[] | undefined;

/** The parts of the page in their order. A new one is one line here. */
const makers: readonly SectionMaker[] = [
  verdictSection,
  ({ comparison }) => comparison && compareSection(comparison),
  ({ parts }) => findingsSection(parts.findings),
  ({ parts }) => advisoriesSection(parts.advisories),
  weaknessesSection,
  ({ parts }) => parts.conformance && conformanceSection(parts.conformance),
  ({ parts }) => parts.configMap && configMapSection(parts.configMap),
  ({ parts }) => eventFloodSection(parts.eventFlood),
  ({ parts }) => campaignSection(parts.campaign),
  ({ parts }) => coverageSection(parts.coverage),
];

/** All parts that have something to show. */
export const sectionsOf = (data: ReportData, all: readonly SectionMaker[] = makers): Section[] =>
  all.flatMap((make) => make(data) ?? []);
