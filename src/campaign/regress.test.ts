import { describe, expect, it } from 'vitest';
import type { Flaw } from '../changes/change.ts';
import { flaws } from '../changes/flaws/index.ts';
import { attackOf, Regress } from './regress.ts';

const flaw = (id: string): Flaw => flaws.find((one) => one.id === id) ?? expect.fail(`there is no ${id}`);
const regress = new Regress();

describe('the row of a past bug', () => {
  const command = flaw('xsa-120-command');

  it('is as it should be', () => {
    expect(regress.of(command)).toMatchObject({
      detected: true,
      silentWhenFixed: true,
      benignWorks: true,
      fingerprints: ['host-integrity/COMMAND-decode/xen_pcibk_config_write'],
      problem: null,
    });
  });

  it('says so when the bug is not put back, and when another oracle is the one that fires', () => {
    expect(regress.of({ ...command, apply: (seams) => seams })).toMatchObject({
      detected: false,
      problem: 'host-integrity did not fire',
    });
    expect(regress.of({ ...command, oracles: ['lock'] }).problem).toBe('lock did not fire');
  });

  it('says so when a well-behaved guest suffers', () => {
    const rude: Flaw = { ...command, apply: flaw('msix-entry-unchecked').apply };
    const deaf: Flaw = {
      ...command,
      apply: (seams) => ({
        ...command.apply(seams),
        backend: { ...command.apply(seams).backend, mayEnableMsi: () => -22 },
      }),
    };
    expect(regress.of(rude).detected).toBe(false);
    expect(regress.of(deaf)).toMatchObject({
      detected: true,
      benignWorks: false,
      problem: 'a well-behaved guest with e1000e notices it',
    });
  });

  it('says so when there is no attack', () => {
    expect(regress.of({ ...command, id: 'no-such' }).problem).toBe(
      'there is no attack corpus/regress/no-such.json',
    );
    expect(attackOf('xsa-155-in-place')).toMatchObject({ profile: 'hardened', flaws: ['xsa-155-in-place'] });
  });
});
