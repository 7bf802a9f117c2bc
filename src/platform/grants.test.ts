import { describe, expect, it } from 'vitest';
import { GNTST_bad_domain, GNTST_bad_gntref, GNTST_general_error, GNTST_okay } from '../abi/grant.ts';
import { Faults } from './faults.ts';
import { FIRST_GRANT_REF, Grants } from './grants.ts';
import { noPoints } from './points.ts';
import { Ev, type Recorder } from './recorder.ts';
import { GuestPage } from './shared-page.ts';

function setUp() {
  const records: number[][] = [];
  const recorder: Recorder = {
    emit: (code, a = 0, b = 0, c = 0) => records.push([code, a, b, c]),
    text: () => 0,
    wordByWord: false,
  };
  const faults = new Faults();
  return {
    grants: new Grants({ recorder, points: noPoints }, faults),
    faults,
    records,
    page: new GuestPage(3),
  };
}

describe('grants', () => {
  it('maps the granted page for the grantee and counts the mapping', () => {
    const { grants, page, records } = setUp();
    const ref = grants.grant(page, 0);
    expect(ref).toBe(FIRST_GRANT_REF);
    expect(grants.map(3, ref, 0)).toBe(page);
    expect(grants.mapCount(3)).toBe(1);
    expect(grants.unmap(3, ref)).toBe(GNTST_okay);
    expect(grants.mapCount(3)).toBe(0);
    expect(records).toEqual([
      [Ev.GrantMap, 3, ref, 0],
      [Ev.GrantUnmap, 3, ref, 0],
    ]);
  });

  it('refuses with the status of the hypervisor', () => {
    const { grants, faults, page } = setUp();
    const ref = grants.grant(page, 0);
    const other = grants.grant(page, 9);
    const readonly = grants.grant(page, 0, true);
    expect(grants.map(4, ref, 0)).toBe(GNTST_bad_domain);
    expect(grants.map(3, 600, 0)).toBe(GNTST_bad_gntref);
    expect(grants.map(3, -1, 0)).toBe(GNTST_bad_gntref);
    expect(grants.map(3, 511, 0)).toBe(GNTST_general_error);
    expect(grants.map(3, other, 0)).toBe(GNTST_general_error);
    expect(grants.map(3, readonly, 0)).toBe(GNTST_general_error);
    faults.grantMap = 1;
    expect(grants.map(3, ref, 0)).toBe(GNTST_general_error);
    expect(grants.map(3, ref, 0)).toBe(page);
    expect(grants.mapCount(3)).toBe(1);
  });

  it('a revoked grant takes no new mappings and keeps the reference while mapped', () => {
    const { grants, page } = setUp();
    const ref = grants.grant(page, 0);
    grants.map(3, ref, 0);
    grants.revoke(3, ref);
    expect(grants.map(3, ref, 0)).toBe(GNTST_general_error);
    expect(grants.grant(page, 0)).not.toBe(ref);
    expect(grants.unmap(3, ref)).toBe(GNTST_okay);
    expect(grants.unmap(3, ref)).toBe(GNTST_bad_gntref);
    expect(grants.grant(page, 0)).toBe(ref);
  });
});
