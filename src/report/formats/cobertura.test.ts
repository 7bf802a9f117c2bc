import { describe, expect, it } from 'vitest';
import { cobertura } from './cobertura.ts';
import { edgeSample, HOSTILE } from './testing/samples.ts';
import { all, readXml } from './testing/xml-reader.ts';

describe('Cobertura', () => {
  it('tells rates, and lines with their branches', () => {
    const root = readXml(cobertura(edgeSample(), 1234.5));
    expect(root.name).toBe('coverage');
    expect(root.attributes).toEqual({
      'line-rate': '0.5000',
      'branch-rate': '0.3333',
      'lines-covered': '2',
      'lines-valid': '4',
      'branches-covered': '1',
      'branches-valid': '3',
      complexity: '0',
      version: 'pciback-rig',
      timestamp: '1234',
    });
    expect(root.children.map(({ name }) => name)).toEqual(['sources', 'packages']);
    const rates = { 'line-rate': '0.5000', 'branch-rate': '0.3333', complexity: '0' };
    expect(all(root, 'package').map(({ attributes }) => attributes)).toEqual([
      { name: 'src/host', ...rates },
    ]);
    expect(all(root, 'class').map(({ attributes }) => attributes)).toEqual([
      { name: 'some.ts', filename: 'src/host/some.ts', ...rates },
    ]);
    expect(all(root, 'class')[0]?.children.map(({ name }) => name)).toEqual(['methods', 'lines']);
    expect(all(root, 'line').map(({ attributes }) => attributes)).toEqual([
      { number: '10', hits: '1', branch: 'false' },
      { number: '11', hits: '1', branch: 'true', 'condition-coverage': '50% (1/2)' },
      { number: '20', hits: '0', branch: 'false' },
      { number: '21', hits: '0', branch: 'true', 'condition-coverage': '0% (0/1)' },
    ]);
  });

  it('takes hostile text for text', () => {
    const text = cobertura(edgeSample(`src/${HOSTILE}`, HOSTILE), 0);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe]/u);
    const root = readXml(text);
    expect(all(root, 'script')).toEqual([]);
    expect(all(root, 'class')[0]?.attributes.filename).toMatch(/^src\/<\/failure>/);
  });
});
