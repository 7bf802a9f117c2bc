import { type Finding, identityOf } from '../campaign/finding.ts';
import type { FindingContext } from './finding-context.ts';
import { visible } from './visible-text.ts';

/**
 * `repro.test.ts` of a finding: fails as long as the program beside it shows the violation, and passes when it is
 * fixed. It needs vitest and this package, and can be copied into a suite together with its folder.
 */
export function findingTest(finding: Finding, { profile, flaws, hardenings = [] }: FindingContext): string {
  const { violation } = finding;
  const literal = (value: unknown): string => visible(JSON.stringify(value));
  const options = [
    `profile: ${literal(profile)},`,
    ...(flaws.length > 0 ? [`flaws: ${literal(flaws)},`] : []),
    ...(hardenings.length > 0 ? [`hardenings: ${literal(hardenings)},`] : []),
    'baseline: false,',
    "targets: ['double-fetch'],",
    "devices: ['edu'],",
    'runs: 1,',
    "knownCases: fileURLToPath(new URL('.', import.meta.url)),",
  ];
  return `${[
    "import { fileURLToPath } from 'node:url';",
    "import { fuzzOnce } from 'pciback-rig/vitest';",
    "import { expect, test } from 'vitest';",
    '',
    `// ${visible(violation.title)}`,
    '// Fails as long as program.json beside it shows this; what is run besides is one program, which does not matter.',
    `test(${literal(identityOf(finding))}, () => {`,
    '  const { findings } = fuzzOnce({',
    ...options.map((line) => `    ${line}`),
    '  });',
    '  const shown = findings',
    '    .filter(({ knownCase }) => knownCase !== null)',
    '    .flatMap(({ violation, alsoSeen }) => [violation, ...alsoSeen].map(({ fingerprint }) => fingerprint));',
    `  expect(shown).not.toContain(${literal(violation.fingerprint)});`,
    '}, 120_000);',
  ].join('\n')}\n`;
}
