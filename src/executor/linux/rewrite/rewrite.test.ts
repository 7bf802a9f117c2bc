import { describe, expect, it } from 'vitest';
import {
  assignment,
  beforeCall,
  callBecomes,
  condition,
  does,
  expression,
  first,
  noAssignment,
  noCall,
  rename,
  returnBecomes,
} from './edit.ts';
import { type Change, RewriteError, rewritten } from './rewrite.ts';

/** A lift, of our own making. */
const LIFT = `// doors(lift) and limit are named in comments: limit
#define CHECK(lift) if (lift->limit) stop(lift)
struct lift { int limit, floor; char *name; };

static int may_go(struct lift *lift, int floor)
{
	/* limit */
	if (lift->limit && floor > lift->limit)
		return -1;
	return 0;
}

void go(struct lift *lift, int floor)
{
	const char *say = "limit { (";
	if (may_go(lift,
		   floor))
		return;
	if (lift->limit) {
		close_doors(lift, 1);
		close_doors(lift, 2);
	}
	lift->floor = floor;
	count(floor, lift->floor);
	return;
}
`;

const put = (...edits: Change['edits']): string =>
  rewritten(new Map([['lift.c', LIFT]]), [
    { flaw: 'x', changes: [{ file: 'lift.c', function: 'go', edits }] },
  ]).get('lift.c') as string;

/** The lines that are not as they were. */
const lines = (text: string): string[] =>
  text
    .split('\n')
    .filter((line, at) => line !== LIFT.split('\n')[at])
    .map((line) => line.trim());

describe('an edit', () => {
  it('acts in its function alone, on code and not on comments, strings or macros', () => {
    expect(lines(put(rename('limit', 'load')))).toEqual(['if (lift->load) {']);
  });

  it('takes a call away, replaces one, and puts something before one', () => {
    expect(lines(put(noCall('close_doors', { times: 2 })))).toEqual(['(void)0;', '(void)0;']);
    expect(lines(put(callBecomes('close_doors', 'wait(); $&', { nth: 2 })))).toEqual([
      'wait(); close_doors(lift, 2);',
    ]);
    expect(lines(put(beforeCall('count', 'look();')))).toEqual(['look(); count(floor, lift->floor);']);
    expect(lines(put(noCall('nothing|count')))).toEqual(['(void)0;']);
  });

  it('replaces the condition with certain names, and keeps each line on its number', () => {
    const text = put(condition(['may_go'], '0'));
    expect(text.split('\n')).toHaveLength(LIFT.split('\n').length);
    expect(text.split('\n')[23]).toBe(LIFT.split('\n')[23]);
    expect(lines(text)[0]).toBe('if (0');
  });

  it('knows an assignment from a use', () => {
    expect(lines(put(noAssignment('lift->floor')))).toEqual([';']);
    expect(lines(put(assignment('lift->floor', 'note(); $&')))).toEqual(['note(); lift->floor = floor;']);
    expect(lines(put(expression('lift->floor', 'here')))).toEqual(['count(floor, here);']);
  });

  it('does something first, instead, or where the function would return', () => {
    expect(lines(put(first('look();')))).toEqual(['{ look();']);
    expect(lines(put(does('stop();')))[0]).toBe('{ stop(); }');
    expect(lines(put(returnBecomes('', { nth: 1 })))).toEqual([';']);
  });
});

describe('a rewrite', () => {
  const refused = (change: Partial<Change>): string => {
    try {
      rewritten(new Map([['lift.c', LIFT]]), [
        { flaw: 'x', changes: [{ file: 'lift.c', function: 'go', edits: [], ...change }] },
      ]);
      return 'nothing';
    } catch (error) {
      expect(error).toBeInstanceOf(RewriteError);
      return (error as Error).message;
    }
  };

  it('says which place is missing, or is there too often', () => {
    expect(refused({ edits: [noCall('brake')] })).toBe(
      'x: lift.c: go must have a call of brake once and has it not at all: this tree already lacks what the past bug ' +
        'lacked, or does it in another way',
    );
    expect(refused({ edits: [noCall('close_doors')] })).toBe(
      'x: lift.c: go must have a call of close_doors once and has it 2 times: this tree does it in another way',
    );
    expect(refused({ edits: [noCall('close_doors', { nth: 3 })] })).toContain(
      'number 3 once and has it not at all',
    );
    expect(refused({ function: 'rise' })).toBe('x: lift.c has no function rise');
    expect(refused({ file: 'stairs.c' })).toBe('x: the driver has no file stairs.c');
  });

  it('adds definitions in front of its function, on the same line', () => {
    const text = rewritten(new Map([['lift.c', LIFT]]), [
      {
        flaw: 'x',
        changes: [{ file: 'lift.c', function: 'may_go', edits: [], needs: 'static int mine;' }],
      },
    ]).get('lift.c');
    expect(lines(text as string)).toEqual([
      'static int mine; static int may_go(struct lift *lift, int floor)',
    ]);
  });

  it('goes on top of another of the same function', () => {
    const changes = (edit: Change['edits'][number]) => [{ file: 'lift.c', function: 'go', edits: [edit] }];
    const text = rewritten(new Map([['lift.c', LIFT]]), [
      { flaw: 'a', changes: changes(noCall('count')) },
      { flaw: 'b', changes: changes(noAssignment('lift->floor')) },
    ]).get('lift.c');
    expect(lines(text as string)).toEqual([';', '(void)0;']);
  });
});
