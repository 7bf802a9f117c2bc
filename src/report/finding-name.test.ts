import { describe, expect, it } from 'vitest';
import { directoryName } from './finding-name.ts';

describe('the directory of a finding', () => {
  it('is named by its fingerprint', () => {
    expect(directoryName('double-fetch/op.value/xen_pcibk_enable_msix')).toBe(
      'double-fetch--op.value--xen_pcibk_enable_msix',
    );
  });

  it('is safe whatever the fingerprint', () => {
    for (const fingerprint of [
      '../../etc/passwd',
      '.',
      '..',
      '',
      'a b',
      'x\0y',
      'CON/..',
      `crash/${'x'.repeat(400)}/y`,
      'a/b.',
    ]) {
      const name = directoryName(fingerprint);
      expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
      expect(name).not.toMatch(/\.$/);
      expect(name.length).toBeLessThanOrEqual(140);
    }
  });

  it('is another one for another fingerprint', () => {
    const prints = [
      'a/b',
      'a--b',
      'a b',
      'a?b',
      'a/b/',
      '/a/b',
      'a-b',
      '',
      '?',
      `${'x'.repeat(300)}1`,
      `${'x'.repeat(300)}2`,
    ];
    expect(new Set(prints.map(directoryName)).size).toBe(prints.length);
  });
});
