import { compareSection } from './compare/section.ts';
import type { ReportData } from './data.ts';
import type { Section } from './section.ts';
import { verdictSection } from './verdict/section.ts';
import { weaknessesSection } from './weaknesses/section.ts';

/** Makes a part of the page; undefined or nothing: there is nothing to show. */
export type SectionMaker = (data: ReportData) => Section | readonly Section[] | undefined;

/** The parts of the page in their order. A new one is one line here. */
const makers: readonly SectionMaker[] = [
  verdictSection,
  ({ comparison }) => comparison && compareSection(comparison),
  weaknessesSection,
];

/** All parts that have something to show. */
export const sectionsOf = (data: ReportData, all: readonly SectionMaker[] = makers): Section[] =>
  all.flatMap((make) => make(data) ?? []);
