import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { anchors, codeSpans, links, type Mention, pathsInProse } from './markdown.ts';

/** A document as its references are looked at. */
export interface Referring {
  /** From the root. */
  readonly path: string;
  readonly text: string;
}

/** Folders and files of the project that a name in a document may begin with. */
const TOP = /^(src|fuzz|corpus|conformance|docs|examples|\.github|\.ci)\//;
/** What a command writes, or a name that stands for others. */
const NOT_A_FILE = /[<>*{}$ ]|\b[A-Z]{2,}\b(?!\.md)|NAME|^reports\/|^dist\//;
const NAMED_FILE = /^[\w.-]+(\/[\w.-]+)*\.(ts|md|json|mjs|cjs|yml|lspci|xsd)$/;

const isFile = (root: string, ...path: string[]): boolean => existsSync(join(root, ...path));

/** The project as documents refer to it. */
export interface Project {
  /** Folder it is in. */
  readonly root: string;
  /** Names of all its files, without their folders: a sentence may name a file after its folder. */
  readonly names: ReadonlySet<string>;
  /** Text of another document. */
  read(path: string): string;
}

/** Links and names of files that lead nowhere, a line each. */
export function deadReferences({ path, text }: Referring, { root, names, read }: Project): string[] {
  const at = (line: number, problem: string): string => `${path}:${line}: ${problem}`;
  const here = dirname(path);
  return [
    ...links(text).flatMap(({ text: target, line }) => {
      if (/^[a-z][a-z+.-]*:/.test(target)) return [];
      const [file = '', anchor] = target.split('#');
      const wanted = file === '' ? path : join(here, file);
      if (wanted !== path && !isFile(root, wanted)) return [at(line, `${target} leads nowhere`)];
      if (anchor === undefined || anchors(wanted === path ? text : read(wanted)).has(anchor)) return [];
      return [at(line, `${target}: there is no such heading`)];
    }),
    ...namedFiles(text).flatMap(({ text: name, line }) =>
      isFile(root, name) || isFile(root, here, name) || names.has(name) || NOT_OURS.has(name)
        ? []
        : [at(line, `there is no ${name}`)],
    ),
  ];
}

/** Names of files and folders of the project, in code, and those with their folders in sentences as well. */
const namedFiles = (text: string): Mention[] => [
  ...codeSpans(text).filter(
    ({ text: name }) => !NOT_A_FILE.test(name) && (TOP.test(name) || NAMED_FILE.test(name)),
  ),
  ...pathsInProse(text),
];

/** Plain names of files that runs write, and of files of others. */
const NOT_OURS = new Set([
  ...['description.md', 'program.json', 'finding.json', 'stats.json', 'edges.json', 'fuzz-summary.json'],
  ...[
    'rediscovery.json',
    'coverage-final.json',
    'card.lspci',
    'JUnit.xsd',
    'coverage/merged.json',
    'summary.md',
    'results.json',
  ],
]);
