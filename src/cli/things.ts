import { targets } from '../../fuzz/index.ts';
import { pciName } from '../abi/pci-regs.ts';
import { deviceFolders, dumpFiles, readChosen, shippedFolder } from '../campaign/device-files.ts';
import { readDumpText } from '../campaign/dump-text.ts';
import { knownWeaknesses } from '../campaign/known.ts';
import { isByteTarget } from '../campaign/target.ts';
import type { Change } from '../changes/change.ts';
import { flaws } from '../changes/flaws/index.ts';
import { hardenings, optionalHardenings } from '../changes/hardenings/index.ts';
import { allChanges, makeProfile, profileEvidence, profileNames, profileTitle } from '../changes/profiles.ts';
import { areaOf, ruleOf } from '../conformance/rule.ts';
import { capabilities as visibleParts } from '../executor/execution.ts';
import { knownBuilds } from '../executor/linux/build/cache.ts';
import { describedOracles } from '../oracle/index.ts';
import { buildLayout } from '../platform/pci/build-layout.ts';
import { dword, word } from '../platform/pci/register-definition.ts';
import { DEFAULT_PROFILE } from './choices.ts';
import { loadSuite } from './conform-suite.ts';
import { hex } from './device-row.ts';
import type { Io } from './io.ts';
import type { Fields } from './json.ts';
import { nameOfBuild } from './linux-choice.ts';

/** Something `list` shows: its members for programs, its cells for people. */
export interface Thing {
  readonly fields: Fields;
  readonly cells: readonly string[];
}

/** A kind of things. */
export interface Kind {
  /** `type` of its rows. */
  readonly type: string;
  /** What a person may want to know besides: printed below. */
  readonly note?: string;
  /** The last cell is text of others, and may be long. */
  readonly foreign?: true;
  things(io: Io): Thing[] | Promise<Thing[]>;
}

/** Everything `list` can list, by the word for it. */
export const kinds: Readonly<Record<string, Kind>> = Object.freeze({
  targets: { type: 'target', things: targetThings, note: 'run some with `pciback-rig fuzz NAME...`' },
  flaws: {
    type: 'flaw',
    things: flawThings,
    note: 'put one back with --flaw ID, or all of an advisory with --flaw GROUP',
  },
  rules: {
    type: 'rule',
    foreign: true,
    things: ruleThings,
    note: 'id, level, cases, requirement; run their cases with `pciback-rig conform ID`',
  },
  devices: {
    type: 'device',
    foreign: true,
    things: deviceThings,
    note: 'choose some with --device NAME; your own with --device FILE',
  },
  executors: { type: 'executor', things: executorThings },
  profiles: { type: 'profile', things: profileThings, note: 'choose one with --profile NAME' },
  oracles: { type: 'oracle', things: oracleThings },
  hardenings: {
    type: 'hardening',
    things: hardeningThings,
    note: 'add one with --hardening ID; --profile hardened has all but the optional ones',
  },
});

/** The named members of an object, in the order of the names. */
function pick<T extends object, K extends keyof T & string>(from: T, ...names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
}

function targetThings(): Thing[] {
  return targets.map((target) => ({
    fields: { ...pick(target, 'name', 'title'), input: isByteTarget(target) ? 'bytes' : 'program' },
    cells: [target.name, target.title],
  }));
}

function flawThings(): Thing[] {
  return flaws.map((flaw) => ({
    fields: pick(
      flaw,
      'id',
      'group',
      'advisory',
      'cves',
      'title',
      'cause',
      'rules',
      'oracles',
      'affected',
      'fixedBy',
      'confidence',
    ),
    cells: [flaw.id, flaw.group, flaw.title],
  }));
}

function hardeningThings(): Thing[] {
  return [...hardenings, ...optionalHardenings].map((hardening) => {
    const optional = optionalHardenings.includes(hardening);
    const { id, severity, reach, title } = hardening;
    return {
      fields: {
        ...pick(hardening, 'id', 'title', 'cause', 'rules', 'oracles', 'reach', 'severity', 'conflicts'),
        optional,
      },
      cells: [id, severity, reach, `${title}${optional ? ' (optional)' : ''}`],
    };
  });
}

function profileThings(): Thing[] {
  return profileNames.map((name) => {
    const title = profileTitle(name);
    const made = makeProfile(name);
    const changes = 'profile' in made ? made.profile.changes.map(({ id }) => id) : [];
    const isDefault = name === DEFAULT_PROFILE;
    const { entries, leftOut } = profileEvidence(name);
    const fields = {
      name,
      title,
      changes,
      known: knownWeaknesses(name).all().length,
      default: isDefault,
      evidence: entries.map(({ flaw, ...evidence }) => ({
        flaw: flaw.id,
        fixedBy: flaw.fixedBy,
        ...evidence,
      })),
      leftOut,
    };
    const many = changes.length === 1 ? '1 change' : `${changes.length} changes`;
    return { fields, cells: [name, many, `${title}${isDefault ? ' (default)' : ''}`] };
  });
}

function oracleThings(): Thing[] {
  return describedOracles.map((oracle) => ({
    fields: pick(oracle, 'name', 'title', 'needs'),
    cells: [oracle.name, oracle.title],
  }));
}

/** What can run programs, and what will. */
export const executors = Object.freeze([
  { name: 'model', available: true, title: 'the core in TypeScript; runs anywhere', sees: visibleParts },
  {
    name: 'process',
    available: true,
    title: 'a backend of yours in a process, by --executor-command; it says itself what can be seen of it',
    sees: [],
  },
  {
    name: 'linux',
    available: true,
    title: 'the unmodified driver of Linux 6.1, 6.12 or your tree in a process; `build linux` makes it',
    sees: visibleParts,
  },
  {
    name: 'xen',
    available: false,
    title: 'real Xen and Linux in QEMU; not part of this version yet',
    sees: [],
  },
]);

function executorThings(io: Io): Thing[] {
  return executors.map((executor) => {
    const { available, name, title } = executor;
    const builds = name === 'linux' ? knownBuilds(io.env).map(nameOfBuild) : [];
    const isBuilt = name !== 'linux' || builds.length > 0;
    const state = available ? (isBuilt ? 'available' : 'not built') : 'not yet';
    return {
      fields: { ...pick(executor, 'name', 'available', 'title', 'sees'), builds },
      cells: [name, state, `${title}${builds.length > 0 ? ` (built: ${builds.join(', ')})` : ''}`],
    };
  });
}

/** Every rule of the suite, with what holds an implementation to it and what refers to it. */
async function ruleThings(): Promise<Thing[]> {
  const { rules, cases, clients, vectors } = await loadSuite();
  const references = ruleReferences();
  const casesOf = countBy([...cases, ...clients], ({ id }) => ruleOf(id));
  const vectorsOf = countBy(vectors, ({ rule }) => rule);
  return [...rules.values()].map((rule) => {
    const { id, level, requirement, untestable } = rule;
    const { changes, oracles: fire } = references.get(id) ?? { changes: [], oracles: [] };
    const count = casesOf.get(id) ?? 0;
    const fields = {
      id,
      level,
      area: areaOf(id),
      ...pick(rule, 'requirement', 'part', 'source', 'guestObservable'),
      untestable: untestable ?? null,
      cases: count,
      vectors: vectorsOf.get(id) ?? 0,
      changes: [...changes].sort(),
      oracles: [...fire].sort(),
    };
    return { fields, cells: [id, level, untestable === undefined ? String(count) : '-', requirement] };
  });
}

/** Changes and oracles that refer to a rule, by rule. */
function ruleReferences(): Map<string, { changes: Set<string>; oracles: Set<string> }> {
  const found = new Map<string, { changes: Set<string>; oracles: Set<string> }>();
  const refer = (ids: readonly string[], change: string | null, names: readonly string[]): void => {
    for (const id of ids) {
      const rule = found.get(id) ?? { changes: new Set(), oracles: new Set() };
      found.set(id, rule);
      if (change !== null) rule.changes.add(change);
      for (const name of names) rule.oracles.add(name);
    }
  };
  const firing = (change: Change): readonly string[] => (change.kind === 'variant' ? [] : change.oracles);
  for (const change of allChanges) refer(change.rules, change.id, firing(change));
  for (const profile of profileNames) {
    for (const { rules: ids, fingerprint } of knownWeaknesses(profile).all())
      refer(ids, null, [fingerprint.split('/')[0] ?? '']);
  }
  return found;
}

function countBy<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of list) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return counts;
}

function deviceThings({ env }: Io): Thing[] {
  const shipped = shippedFolder();
  return deviceFolders(env).flatMap((folder) =>
    dumpFiles(folder).flatMap((file) =>
      readChosen({ file, text: readDumpText(file), address: null }).devices.map(({ name, description }) => {
        const { config, domain, bus, devfn, isVf, warnings } = description;
        const address = pciName(domain, bus, devfn);
        const { headerType, capabilities } = buildLayout(description);
        const fields = {
          name,
          shipped: folder === shipped,
          file,
          address,
          title: description.name,
          vendorId: hex(word(config, 0), 4),
          deviceId: hex(word(config, 2), 4),
          classCode: hex(dword(config, 8) >>> 8, 6),
          headerType,
          virtualFunction: isVf,
          capabilities: capabilities.map((capability) => capability.name),
          warnings: warnings.length,
        };
        return { fields, cells: [name, address, description.name] };
      }),
    ),
  );
}
