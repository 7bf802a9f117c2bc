import { describe, expect, it } from 'vitest';
import { cobertura } from './cobertura.ts';
import { junit } from './junit.ts';
import {
  conformCase,
  edgeSample,
  ended,
  finding,
  HOSTILE,
  hostileResults,
  pastBug,
  results,
} from './testing/samples.ts';
import { objections, schemaText } from './testing/xml-schema.ts';

/** As shipped it is older than the message that Jenkins shows of a skipped test; its successor lets it in so. */
function jenkinsSchema(): string {
  const shipped = '<xs:element name="skipped" type="xs:string"/>';
  const text = schemaText('jenkins-junit.xsd');
  expect(text.split(shipped)).toHaveLength(2);
  const attribute = (name: string): string => `<xs:attribute name="${name}" type="xs:string"/>`;
  const type = `<xs:complexType mixed="true">${attribute('type')}${attribute('message')}</xs:complexType>`;
  return text.replace(shipped, `<xs:element name="skipped">${type}</xs:element>`);
}

const every = () =>
  results([
    conformCase(),
    ...(['SKIP', 'FAIL', 'CRASH', 'ERROR', 'INFO', 'NON-STRICT'] as const).map((verdict) =>
      conformCase({ verdict, reason: 'why' }),
    ),
    pastBug(),
    pastBug({ problem: 'it is not detected' }),
    finding(),
    finding({ fingerprint: 'k', state: 'known' }),
    ended('fuzz', { interrupted: true }),
    ended('conform'),
    ended('regress'),
  ]);

describe('the JUnit schema of Jenkins', () => {
  it('takes results of every kind, none, and hostile ones', async () => {
    const schema = jenkinsSchema();
    for (const some of [every(), results([ended('fuzz')]), hostileResults()])
      expect(await objections(junit(some), schema)).toEqual([]);
  });

  it('refuses what is wrong', async () => {
    const schema = jenkinsSchema();
    const right = junit(every());
    const wrong = [
      [right.replace('<testsuites name', '<testsuites skipped="1" name'), "attribute 'skipped'"],
      [right.replace(' tests="7"', ''), "attribute 'tests' is required"],
      [right.replaceAll('failure', 'Failure'), "Element 'Failure'"],
      [right.replace('</testsuites>', ''), 'Premature end'],
    ] as const;
    for (const [document, message] of wrong)
      expect((await objections(document, schema)).join()).toContain(message);
  });
});

describe('the schema of Cobertura reports', () => {
  const schema = schemaText('cobertura-04.xsd');

  it('takes coverage, none of it, and hostile names', async () => {
    const none = { edgesCovered: 0, edgesTotal: 0, edges: [] };
    for (const report of [edgeSample(), none, edgeSample(`src/${HOSTILE}`, HOSTILE)])
      expect(await objections(cobertura(report, 1234.5), schema)).toEqual([]);
  });

  it('refuses what is wrong', async () => {
    const right = cobertura(edgeSample(), 0);
    const wrong = [
      [right.replace('line-rate="0.5000"', 'line-rate="50"'), "'line-rate'"],
      [right.replace('<methods/>', ''), 'Expected is ( methods )'],
      [right.replace('50% (1/2)', 'half'), "'condition-coverage'"],
      [right.replace('complexity="0"', ''), "'complexity' is required"],
    ] as const;
    for (const [document, message] of wrong)
      expect((await objections(document, schema)).join()).toContain(message);
  });
});
