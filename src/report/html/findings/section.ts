import { directoryName } from '../../finding-name.ts';
import { severityLevels } from '../../severity.ts';
import { html, type Markup } from '../markup.ts';
import type { Section } from '../section.ts';
import { findingCard, type ShownBefore } from './card.ts';
import type { FindingsData, FindingView } from './data.ts';
import { IN_FULL, isOpen, worstFirst } from './order.ts';
import { FINDINGS_STYLE } from './style.ts';
import { compactTable } from './table.ts';

/** Characters of findings in full; when they are used up, the others are rows of a table too. */
const MAX_FULL = 3_000_000;
/** So many open findings are shown unfolded. */
const UNFOLDED = 3;

/**
 * What was found: open findings first, then known weaknesses (folded) and what is fixed, each by severity. The worst
 * {@link IN_FULL} are shown in full, the others in tables.
 */
export function findingsSection({ findings, searched }: FindingsData): Section {
  const sorted = worstFirst(findings);
  const open = sorted.filter(({ state }) => isOpen(state));
  const known = sorted.filter(({ state }) => state === 'known');
  const fixed = sorted.filter(({ state }) => state === 'fixed');
  const room = new Room();
  return {
    id: 'findings',
    title: 'Findings',
    lead: lead(open, known, fixed, searched),
    body: html`${open.length === 0 ? nothing(searched) : room.show(open, `open findings`)}
${folded(known, 'known weakness', 'known weaknesses', 'met again; somebody has judged them', room)}
${folded(fixed, 'fixed finding', 'fixed findings', 'they do not show any more', room)}`,
    style: FINDINGS_STYLE,
  };
}

function lead(
  open: readonly FindingView[],
  known: readonly FindingView[],
  fixed: readonly FindingView[],
  searched: boolean,
): string {
  if (!searched && open.length + known.length + fixed.length === 0)
    return 'What campaigns found: no campaign is among the results.';
  const levels = severityLevels
    .map((level) => [open.filter(({ severity }) => severity.level === level).length, level] as const)
    .filter(([number]) => number > 0)
    .map(([number, level]) => `${number} ${level}`);
  const which = levels.length === 0 ? '' : ` (${levels.join(', ')})`;
  return `${open.length} open${which}, ${known.length} known, ${fixed.length} fixed; the worst first.`;
}

const nothing = (searched: boolean): Markup =>
  searched
    ? html`<p class="fnd-good">✓ Nothing new was found: everything that was run behaved as documented, but for the known weaknesses listed here, if any.</p>`
    : html`<p class="fnd-none">Not run. <code>npx pciback-rig fuzz --time 60s</code> looks for findings.</p>`;

function folded(
  list: readonly FindingView[],
  one: string,
  many: string,
  what: string,
  room: Room,
): Markup | undefined {
  if (list.length === 0) return undefined;
  return html`<details class="fnd-folded"><summary>${list.length} ${list.length === 1 ? one : many}: ${what}</summary>
${room.show(list, many, false)}</details>`;
}

/** How much may still be shown in full. */
class Room {
  private findings = IN_FULL;
  private characters = MAX_FULL;
  private readonly before: ShownBefore = new Map();
  private readonly ids = new Set<string>();

  show(list: readonly FindingView[], name: string, unfold = true): Markup {
    const cards: Markup[] = [];
    for (const finding of list) {
      if (this.findings === 0 || this.characters <= 0) break;
      const open = unfold && list.length <= UNFOLDED;
      const card = findingCard(finding, this.idOf(finding), this.before, open);
      this.findings--;
      this.characters -= card.text.length;
      cards.push(card);
    }
    const rest = list.slice(cards.length);
    return html`${cards}${rest.length > 0 && compactTable(rest, `${cards.length === 0 ? '' : 'The other '}${rest.length} ${name}, less severe or later in order`)}`;
  }

  /** Never twice the same, whatever identities look like. */
  private idOf({ identity }: FindingView): string {
    const name = `findings-${directoryName(identity)}`;
    let id = name;
    for (let i = 2; this.ids.has(id); i++) id = `${name}-${i}`;
    this.ids.add(id);
    return id;
  }
}
